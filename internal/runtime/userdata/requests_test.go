package userdata_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/runtime/viewer"
)

// asAnn is the context of a request of ann.
func asAnn(t *testing.T) context.Context {
	return viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
}

// inParts is ann's export in parts, and how many there are.
func (s *tables) inParts(t *testing.T, most int) (whole []byte, parts int) {
	t.Helper()
	for cursor := ""; ; {
		part, next, err := s.ExportPart(asAnn(t), cursor, most)
		if err != nil {
			t.Fatal(err)
		}
		parts++
		whole = append(whole, part.Bytes()...)
		if n := bytes.Count(part.Bytes(), []byte("\n")); n > most+2 {
			t.Errorf("a part has %d lines, want %d at most", n, most+2)
		}
		if n := len(part.Bytes()); n > 1<<20+1000 && most > 1 {
			t.Errorf("a part has %d bytes", n)
		}
		if cursor = next; cursor == "" {
			return whole, parts
		}
	}
}

// sorted are the lines of an export but the first, which has the time. How rows and links
// alternate depends on the parts.
func sorted(export []byte) []string {
	lines := strings.SplitAfter(string(export), "\n")[1:]
	slices.Sort(lines)
	return lines
}

// TestExportPart: the parts of an export are the export, wherever one ends.
func TestExportPart(t *testing.T) {
	onBoth(t, []string{"tags", "tasks", "zeros"}, func(t *testing.T, s *tables) {
		s.join("task_tags", "tasks", "tags")
		s.fill("tasks", "ann", 1, 150)
		s.fill("tags", "ann", 1, 5)
		s.fill("zeros", "ann", 1, 30)
		s.fill("tasks", "bob", 7000, 2)
		s.exec("INSERT INTO task_tags (a, b) SELECT tasks.id, tags.id FROM tasks JOIN tags ON tasks.user_id = tags.user_id")
		s.exec("UPDATE zeros SET content = '" + strings.Repeat("x", 99_000) + "'")
		var to bytes.Buffer
		if _, err := s.Export(t.Context(), "ann", &to); err != nil {
			t.Fatal(err)
		}
		want := sorted(to.Bytes())
		for _, most := range []int{1, 2, 7, 100, 101, 1000} {
			got, parts := s.inParts(t, most)
			if !slices.Equal(sorted(got), want) || !bytes.HasPrefix(got, []byte(`{"kind":"export"`)) || !bytes.Contains(got[bytes.LastIndexByte(got[:len(got)-1], '\n'):], []byte(`"kind":"end"`)) {
				t.Errorf("in parts of %d: got %d bytes, want the %d of the whole export", most, len(got), to.Len())
			}
			if least := 935 / most; parts < max(least, 3) {
				t.Errorf("in parts of %d: %d parts, want %d or more", most, parts, max(least, 3))
			}
		}
		s.wantNoCursors(t)
	})
}

// wantNoCursors expects that cursors that somebody made up are refused, also those that the
// database alone knows to be wrong.
func (s *tables) wantNoCursors(t *testing.T) {
	t.Helper()
	for _, text := range []string{
		`x`, `{}`, `{"e":"nothing"}`, `{"e":"Tasks","a":["xx"]}`, `{"e":"Tasks","a":[1],"j":"x"}`, `{"e":"Tasks","a":[],"j":"task_tags.a"}`,
	} {
		s.wantNoCursor(t, text)
	}
	if s.Driver.Dialect() == dialect.SQLite {
		return // which compares whatever it is given
	}
	for _, link := range []string{`["x","1"]`, `["1","99999999999999999999"]`, `["1","1\u0000"]`} {
		s.wantNoCursor(t, `{"e":"Tasks","a":[2],"j":"task_tags.a","l":`+link+`}`)
	}
}

func (s *tables) wantNoCursor(t *testing.T, text string) {
	t.Helper()
	_, _, err := s.ExportPart(asAnn(t), base64.RawURLEncoding.EncodeToString([]byte(text)), 1)
	if f := fault.From(err); f == nil || f.Kind != fault.Invalid {
		t.Errorf("ExportPart() of the cursor %s = %v, want a fault", text, err)
	}
}

// TestExportPartMeanwhile: what is deleted between two parts is not in the way.
func TestExportPartMeanwhile(t *testing.T) {
	onBoth(t, []string{"tags", "tasks"}, func(t *testing.T, s *tables) {
		s.join("task_tags", "tasks", "tags")
		s.fill("tasks", "ann", 1, 10)
		s.fill("tags", "ann", 1, 10)
		s.exec("INSERT INTO task_tags (a, b) SELECT tasks.id, tags.id FROM tasks JOIN tags ON tasks.user_id = tags.user_id")
		_, cursor, err := s.ExportPart(asAnn(t), "", 25) // which ends among the links
		if err != nil || cursor == "" {
			t.Fatal(cursor, err)
		}
		s.exec("DELETE FROM task_tags")
		s.exec("DELETE FROM tags")
		rest, next, err := s.ExportPart(asAnn(t), cursor, 1000)
		if err != nil || next != "" || !bytes.HasPrefix(rest.Bytes(), []byte(`{"kind":"end","rows":25,`)) {
			t.Errorf("the rest is %s, %q, %v, want the last line alone", rest.Bytes(), next, err)
		}
	})
}

// TestEraseInTime: an erasure ends before the time of its request does, and says so; the next
// goes on until all is gone.
func TestEraseInTime(t *testing.T) {
	onBoth(t, []string{"notes"}, func(t *testing.T, s *tables) {
		s.fill("notes", "ann", 1, 2600)
		s.counts.before = func(string) { time.Sleep(250 * time.Millisecond) }
		unfinished := 0
		for {
			ctx, cancel := context.WithTimeout(t.Context(), 1050*time.Millisecond)
			got, err := s.EraseInTime(ctx, "ann")
			late := ctx.Err()
			cancel()
			if late != nil {
				t.Errorf("EraseInTime() took all of its time: %v", late)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, userdata.ErrUnfinished) || got.Total() == 0 || unfinished > 10 {
				t.Fatalf("EraseInTime() = %v, %v, want %v", got, err, userdata.ErrUnfinished)
			}
			unfinished++
		}
		if unfinished == 0 {
			t.Error("all was erased at once, so nothing is tested")
		}
		s.counts.before = nil
		s.wantErased("ann", 0)
	})
}

// TestErasePays: each row that others keep costs the user, and what the user cannot pay for is
// not tried. Without others, nothing costs more.
func TestErasePays(t *testing.T) {
	onBoth(t, []string{"posts", "remarks.to_id! > posts: RESTRICT", "things"}, func(t *testing.T, s *tables) {
		for i := range s.Entities {
			s.Entities[i].Published = s.Entities[i].Table == "posts"
		}
		s.fill("posts", "ann", 1, 300)
		s.fill("things", "ann", 1, 3)
		s.fill("remarks", "bob", 1, 100)
		s.exec("UPDATE remarks SET to_id = id")
		erase := func(limit, pays int, want string) {
			paid, sent := 0, 0
			s.counts.before = func(string) { sent++ }
			err := s.EraseMine(request.Charging(asAnn(t), func(context.Context) bool { paid++; return paid <= limit }), "ann")
			if got := fmt.Sprint(err); !strings.HasSuffix(got, want) || paid != pays {
				t.Errorf("with a limit of %d: %s, and %d was paid, want %s, and %d", limit, got, paid, want, pays)
			}
			if most := 30 + 2*pays; sent > most {
				t.Errorf("with a limit of %d: %d statements, want %d at most", limit, sent, most)
			}
		}
		erase(19, 20, "keep them: Posts 300")
		erase(1000, 100, "keep them: Posts 100")
		s.exec("DELETE FROM remarks")
		erase(0, 0, "<nil>")
	})
}

// TestEraseMine: only who confirms it by the own id erases anything, and nothing is said to be
// erased where there may be more tables, or where others keep rows.
func TestEraseMine(t *testing.T) {
	onBoth(t, []string{"posts", "remarks.to_id! > posts: RESTRICT"}, func(t *testing.T, s *tables) {
		for i := range s.Entities {
			s.Entities[i].Published = s.Entities[i].Table == "posts"
		}
		s.fill("posts", "ann", 1, 3)
		s.fill("remarks", "bob", 1, 1)
		s.exec("UPDATE remarks SET to_id = 2")
		for _, confirm := range []string{"", "bob", "Ann", "ann "} {
			if err := s.EraseMine(asAnn(t), confirm); fault.From(err) == nil || fault.From(err).Kind != fault.Invalid {
				t.Errorf("EraseMine(%q) = %v, want a fault", confirm, err)
			}
		}
		s.Complete = func(context.Context) error { return errEnded }
		if err := s.EraseMine(asAnn(t), "ann"); !errors.Is(err, errEnded) {
			t.Errorf("EraseMine() = %v, want %v", err, errEnded)
		}
		for _, cursor := range []string{"", base64.RawURLEncoding.EncodeToString([]byte(`{"e":"Remarks"}`))} {
			if _, _, err := s.ExportPart(asAnn(t), cursor, 1); !errors.Is(err, errEnded) {
				t.Errorf("ExportPart(%q) = %v, want %v", cursor, err, errEnded)
			}
		}
		if n := s.number("SELECT count(*) FROM posts"); n != 3 {
			t.Errorf("%d posts are left, want all 3", n)
		}
		s.Complete = nil
		err := s.EraseMine(asAnn(t), "ann")
		const want = "All else is erased, but rows are left, because rows of others lead to them and keep them: Posts 1"
		if f := fault.From(err); f == nil || f.Kind != fault.Conflict || f.Detail != want {
			t.Errorf("EraseMine() = %v, want %s", err, want)
		}
		s.exec("DELETE FROM remarks")
		if err := s.EraseMine(asAnn(t), "ann"); err != nil {
			t.Error(err)
		}
	})
}
