package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/seed"
)

var small = options{
	size:        seed.Size{Rows: 6000, Users: 100},
	senders:     40,
	connections: 4,
	rounds:      1,
	bound:       load.Bound{Requests: 40},
	contenders:  contenders,
	scenarios:   load.Scenarios(),
}

func newSmall(t *testing.T, o options) *bench {
	t.Helper()
	b, err := newBench(t.Context(), o, t.Output())
	skipWithoutPostgres(t, err)
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func skipWithoutPostgres(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, cluster.ErrNoBinaries) {
		pgtest.Missing(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestBench runs the whole command on a small table.
func TestBench(t *testing.T) {
	b := newSmall(t, small)
	t.Run("rows", func(t *testing.T) { testRows(t, b) })
	t.Run("answers", func(t *testing.T) { testAnswers(t, b) })
	t.Run("tables", func(t *testing.T) { testTables(t, b) })
	t.Run("against", func(t *testing.T) { testAgainst(t, b) })
}

func testRows(t *testing.T, b *bench) {
	for _, tc := range []struct {
		sql  string
		want int
	}{
		{"SELECT count(*) FROM tasks", 6000},
		{"SELECT count(DISTINCT user_id) FROM tasks", 100},
		{"SELECT count(*) FROM tasks WHERE user_id = '" + seed.User(0) + "'", 60},
		{"SELECT count(*) FROM tasks WHERE created_at > updated_at OR substr(id::text, 15, 1) <> '7'", 0},
		{"SELECT count(*) FROM (SELECT id, lag(id) OVER (ORDER BY created_at) AS before FROM tasks) t WHERE id < before", 0},
	} {
		var got int
		if err := b.db.conn.QueryRow(t.Context(), tc.sql).Scan(&got); err != nil || got != tc.want {
			t.Errorf("%s = %d, %v, want %d", tc.sql, got, err, tc.want)
		}
	}
}

// A further contender refuses valid tokens: all of its rows are void, and no others.
func testTables(t *testing.T, b *bench) {
	b.contenders = append(b.contenders, contender{"deaf", owner, program{folder: rawFolder}, func(url string) (args, env []string) {
		return []string{"-database", url, "-secret", "another"}, nil
	}})
	r, err := b.compare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !r.Void() {
		t.Error("the report is not void, with a contender that refuses every token")
	}
	text := r.Markdown()
	for _, s := range b.scenarios {
		for _, c := range b.contenders {
			row := line(text, "| "+s.Name+" | "+c.Name+" | ")
			void := strings.Contains(row, "void")
			statements := "1.00"
			if c.folder != rawFolder {
				statements = "2.00" // it says who asks too, in the same flush
			}
			costs := regexp.MustCompile(` \| ` + statements + ` \| 1\.0[0-5] \|$`) // a busy machine may pass on one flush of 40 in two
			switch {
			case row == "":
				t.Errorf("there is no row of %s, %s", s, c)
			case void != (c.Name == "deaf"):
				t.Errorf("void: %v in %s", void, row)
			case !void && !costs.MatchString(row):
				t.Errorf("want %s: %s", costs, row)
			}
		}
		why := "**Void**: deaf, " + s.Name + ": "
		if row := line(text, why); !strings.Contains(row, "status 401, want 20") {
			t.Errorf("want why %s, got %s", why, row)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// A binary that was built before is compared with the service.
func testAgainst(t *testing.T, b *bench) {
	old := filepath.Join(t.TempDir(), "old")
	if err := os.Symlink(b.binaries[program{folder: serviceFolder}], old); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{"-scenarios", "list,mix", "-rounds", "3", "-requests", "40", "-connections", "4", "-against", old}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	b.contenders, b.scenarios, b.rounds = o.contenders, o.scenarios, o.rounds
	if err := b.binaries.build(t.Context(), b.dir, o.contenders[1].program); err != nil {
		t.Fatal(err)
	}
	r, err := b.compare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text := r.Differences()
	if row := regexp.MustCompile(`\| old (\| [-+]\d+\.\d% \([-+]\d+\.\d to [-+]\d+\.\d\) ){2}\|\n`); len(row.FindAllString(text, -1)) != 3 || r.Void() {
		t.Errorf("want a row of old in three tables:\n%s", text)
	}
}

func line(text, prefix string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, prefix) {
			return strings.TrimSpace(l)
		}
	}
	return ""
}
