package userdata_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
)

// TestExport: all rows and links of a user are written, page after page, between a line that
// says whose they are and one that counts them.
func TestExport(t *testing.T) {
	onBoth(t, []string{"tags", "tasks"}, func(t *testing.T, s *tables) {
		s.join("task_tags", "tasks", "tags")
		s.fill("tasks", "ann", 1, 301)
		s.fill("tags", "ann", 1, 2)
		s.fill("tasks", "bob", 7000, 2)
		s.exec("INSERT INTO task_tags (a, b) SELECT tasks.id, tags.id FROM tasks JOIN tags ON tasks.user_id = tags.user_id")
		s.Entities[0].Omitted = []string{"secret"}
		var to bytes.Buffer
		counts, err := s.Export(t.Context(), "ann", &to)
		if err != nil || counts.Total() != 905 {
			t.Fatalf("Export() = %v, %v, want 905 rows", counts, err)
		}
		lines := strings.Split(strings.TrimSuffix(to.String(), "\n"), "\n")
		if got, want := lines[0], `{"kind":"export","format":1,"subject":"ann","exported_at":"`; !strings.HasPrefix(got, want) {
			t.Errorf("the first line is %s, want %s…", got, want)
		}
		if got, want := lines[0], `","entities":["Tags","Tasks"],"links":["task_tags"],"omitted":["Tags.secret"]}`; !strings.HasSuffix(got, want) {
			t.Errorf("the first line is %s, want …%s", got, want)
		}
		if got, want := lines[len(lines)-1], `{"kind":"end","rows":905,"counts":{"Tags":2,"Tasks":301,"task_tags":602}}`; got != want {
			t.Errorf("the last line is %s, want %s", got, want)
		}
		seen := map[string]int{}
		for _, line := range lines[1 : len(lines)-1] {
			seen[line]++
		}
		for id := 1; id <= 301; id++ {
			for _, want := range []string{
				fmt.Sprintf(`{"kind":"row","entity":"Tasks","row":{"id":%d,"content":""}}`, id),
				fmt.Sprintf(`{"kind":"link","edge":"task_tags","row":{"a":"%d","b":"1"}}`, id),
				fmt.Sprintf(`{"kind":"link","edge":"task_tags","row":{"a":"%d","b":"2"}}`, id),
			} {
				if seen[want] != 1 {
					t.Errorf("%s is %d times in the export, want once", want, seen[want])
				}
			}
		}
	})
}

// pipe is a reader that takes so many bytes and then ends.
type pipe struct{ takes int }

var errClosed = errors.New("closed")

func (p *pipe) Write(b []byte) (int, error) {
	if p.takes -= len(b); p.takes < 0 {
		return 0, errClosed
	}
	return len(b), nil
}

// TestExportPages: a page has fewer rows where rows are large, and nothing is written after a
// reader has gone.
func TestExportPages(t *testing.T) {
	onBoth(t, []string{"notes"}, func(t *testing.T, s *tables) {
		s.fill("notes", "ann", 1, 500)
		s.exec("UPDATE notes SET content = '" + strings.Repeat("x", 99_000) + "'")
		if _, err := s.Export(t.Context(), "ann", &pipe{5 << 20}); !errors.Is(err, errClosed) {
			t.Errorf("Export() = %v, want %v", err, errClosed)
		}
		if got := s.counts.read; got > 11 && s.Driver.Dialect() == dialect.Postgres {
			t.Errorf("a page of rows of 99 KB had %d, want 11 at most", got)
		}
	})
}
