package syntax_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/entask/entask/internal/migration/review/syntax"
)

func TestConditions(t *testing.T) {
	for _, tc := range []struct {
		sql  string
		want []string
	}{
		{`UPDATE tasks SET a = 1 WHERE a IS NULL`, []string{"tasks: a IS NULL"}},
		{`UPDATE app."Task" SET a = 1 WHERE (a = 'x;)' OR b = 2) AND c > 3 RETURNING id;`, []string{`app."Task": (a = 'x;)' OR b = 2) AND c > 3`}},
		{`DELETE FROM tasks WHERE id IN (SELECT id FROM old WHERE at < now() LIMIT 10)`, []string{"old: at < now()", "tasks: id IN (SELECT id FROM old WHERE at < now() LIMIT 10)"}},
		{
			`DO $$ BEGIN LOOP UPDATE tasks SET a = 1 WHERE ctid = ANY (ARRAY(SELECT ctid FROM tasks WHERE a = 'old' ORDER BY id LIMIT 10)); EXIT WHEN NOT FOUND; COMMIT; END LOOP; END $$;`,
			[]string{"tasks: a = 'old'", "tasks: ctid = ANY (ARRAY(SELECT ctid FROM tasks WHERE a = 'old' ORDER BY id LIMIT 10))"},
		},
		{`DO $$ BEGIN EXECUTE 'UPDATE tasks SET a = 1 WHERE a = ''x'' '; END $$;`, nil},
		{`DO $$ BEGIN IF EXISTS (SELECT FROM tasks) THEN DELETE FROM tasks; END IF; END $$;`, nil},
		{`UPDATE tasks SET a = 1`, nil},
	} {
		trees, err := syntax.Parse(tc.sql)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range syntax.Conditions(tc.sql, trees[0]) {
			got = append(got, fmt.Sprintf("%s: %s", c.Table, c.Where))
		}
		slices.Sort(got)
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s:\n got %q\nwant %q", tc.sql, got, tc.want)
		}
	}
}
