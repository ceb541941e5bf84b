package filter_test

import (
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/statement"
)

func TestSQL(t *testing.T) {
	for _, tc := range []struct {
		name, dialect string
		p             filter.Predicate
		want          string
	}{
		{"not", dialect.Postgres, filter.Not("code", "a"), `"notes"."code" <> $1 OR "notes"."code" IS NULL`},
		{"null", dialect.Postgres, filter.IsNull("code", true), `"notes"."code" IS NULL`},
		{"not null", dialect.Postgres, filter.IsNull("code", false), `"notes"."code" IS NOT NULL`},
		{"prefix", dialect.Postgres, filter.Prefix("code", "%"), `starts_with("notes"."code", $1)`},
		{"prefix", dialect.SQLite, filter.Prefix("code", "%"), "instr(`notes`.`code`, ?) = 1"},
		{"contains", dialect.Postgres, filter.Contains("code", "_"), `strpos("notes"."code", $1) > 0`},
		{"search", dialect.Postgres, filter.Search("A_", "code"), `(strpos(lower("notes"."code" COLLATE "C"), $1) > 0)`},
		{"search two", dialect.Postgres, filter.Search("Mai", "code", "text"), `(strpos(lower("notes"."code" COLLATE "C"), $1) > 0 OR strpos(lower("notes"."text" COLLATE "C"), $2) > 0)`},
		{"search what is like more", dialect.Postgres, filter.Search("École", "code"), `(strpos(lower("notes"."code" COLLATE "C"), $1) > 0 AND length(substring("notes"."code" COLLATE "C" FROM $2)) > 0)`},
		{"search nothing plain", dialect.Postgres, filter.Search("sk", "code"), `(length(substring("notes"."code" COLLATE "C" FROM $1)) > 0)`},
		{"search", dialect.SQLite, filter.Search("A", "code"), "(instr(fold(`notes`.`code`), ?) > 0)"},
		{"contains", dialect.SQLite, filter.Contains("code", "_"), "instr(`notes`.`code`, ?) > 0"},
	} {
		t.Run(tc.name+"/"+tc.dialect, func(t *testing.T) {
			s := sql.Dialect(tc.dialect).Select("id").From(sql.Table("notes"))
			tc.p(s)
			quote := map[string]string{dialect.Postgres: `"`, dialect.SQLite: "`"}[tc.dialect]
			got, _ := s.Query()
			if want := "SELECT " + quote + "id" + quote + " FROM " + quote + "notes" + quote + " WHERE " + tc.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestSearchIsWritten: what a statement writes of a search is what Ent's has.
func TestSearchIsWritten(t *testing.T) {
	notes := statement.NewTable("notes", "id")
	for _, text := range []string{"a", "Kilo", "École", "дом"} {
		p := filter.Search(text, "code", "text")
		s := sql.Dialect(dialect.Postgres).Select(`"notes"."id"`).From(sql.Dialect(dialect.Postgres).Table("notes"))
		p(s)
		want, args := s.Query()
		got, ok := statement.Read(notes, dialect.Postgres, []filter.Predicate{p}, nil)
		if !ok || got.Text != want || !slices.Equal(got.Args, args) {
			t.Errorf("got  %s %v (%t)\nwant %s %v", got.Text, got.Args, ok, want, args)
		}
	}
}
