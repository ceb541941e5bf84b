package filter_test

import (
	"context"
	"slices"
	"testing"
	"unicode"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/filter"
	"github.com/entask/entask/internal/pgtest"
)

// TestSearchFindsEveryCapital: a letter of ASCII is found in whatever letter it is the
// small one of, as where all small letters are made by the rules of a locale.
func TestSearchFindsEveryCapital(t *testing.T) {
	db, err := pgx.Connect(t.Context(), pgtest.NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	if _, err := db.Exec(t.Context(), "CREATE TABLE notes (code text)"); err != nil {
		t.Fatal(err)
	}
	var all [][]any
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if unicode.IsLetter(r) && unicode.SimpleFold(r) != r || unicode.ToLower(r) != r {
			all = append(all, []any{"-" + string(r) + "-"})
		}
	}
	if _, err := db.CopyFrom(t.Context(), pgx.Identifier{"notes"}, []string{"code"}, pgx.CopyFromRows(all)); err != nil {
		t.Fatal(err)
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		var want []string
		for _, row := range all {
			if unicode.ToLower([]rune(row[0].(string))[1]) == letter {
				want = append(want, row[0].(string))
			}
		}
		for _, text := range []string{string(letter), "-" + string(unicode.ToUpper(letter)) + "-"} {
			s := sql.Dialect(dialect.Postgres).Select("code").From(sql.Table("notes"))
			filter.Search(text, "code")(s)
			query, args := s.Query()
			rows, err := db.Query(t.Context(), query, args...)
			if err != nil {
				t.Fatal(err)
			}
			got, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q is found in %q (%v), want %q", text, got, err, want)
			}
		}
	}
}
