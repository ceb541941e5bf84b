package filter_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/fold"
)

// TestSearchIgnoresCase holds a search to fold.String, in every locale that the server
// has of these: the text is what differs from other text in case alone, and what only
// looks as if it did.
func TestSearchIgnoresCase(t *testing.T) {
	var all []string
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if unicode.SimpleFold(r) != r || unicode.ToLower(r) != r || strings.ContainsRune("ßﬁıʼn'\\.[]^$*+?{}()|_%-", r) {
			all = append(all, "<"+string(r)+">")
		}
	}
	needles := []string{
		"ß", "ẞ", "ss", "SS", "ſ", "K", "ς", "σ", "Σ", "İ", "ı", "i", "I", "Ǆ", "ǆ", "ǅ", "ﬁ", "fi", "Ꭰ", "ꭰ", "𐐀", "𐐨", "ᾳ", "ᾼ", "\u0345", "ι",
		"<k", "<S>", "a", "Z>", "<é>", "<", ">", `\`, ".", "[", "]", "^", "$", "*", "?", "(", "|", "_", "%", "{1}", `\d`, "'", "7",
	}
	for i := 0; i < len(all); i += 23 {
		needles = append(needles, all[i], strings.Trim(all[i], "<>"))
	}
	for locale, db := range databases(t) {
		t.Run(locale, func(t *testing.T) {
			if _, err := db.Exec(t.Context(), "CREATE TABLE notes (code text)"); err != nil {
				t.Fatal(err)
			}
			rows := pgx.CopyFromSlice(len(all), func(i int) ([]any, error) { return []any{all[i]}, nil })
			if _, err := db.CopyFrom(t.Context(), pgx.Identifier{"notes"}, []string{"code"}, rows); err != nil {
				t.Fatal(err)
			}
			for _, text := range needles {
				want := slices.DeleteFunc(slices.Clone(all), func(row string) bool {
					return !strings.Contains(fold.String(row), fold.String(text))
				})
				if got := found(t, db, text); !slices.Equal(got, want) {
					t.Errorf("%q is found in %q, want %q", text, got, want)
				}
			}
		})
	}
}

// databases are databases of several locales. The first two are in every server.
func databases(t *testing.T) map[string]*pgx.Conn {
	t.Helper()
	url := pgtest.AsSuperuser(t, pgtest.Direct(pgtest.NewDatabase(t)))
	admin := pgtest.Connect(t, url)
	all := map[string]*pgx.Conn{}
	for i, locale := range []string{
		"LOCALE 'C'", "LOCALE 'C.UTF-8'", "LOCALE 'en_US.UTF-8'", "LOCALE 'tr_TR.UTF-8'",
		"LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'", "LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C'", "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST' LOCALE 'C'",
	} {
		name := fmt.Sprint(admin.Config().Database, "_", i)
		if _, err := admin.Exec(t.Context(), "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0 ENCODING 'UTF8' "+locale); err != nil {
			if t.Logf("%s: %v", locale, err); i < 2 {
				t.Fatal("every server has it")
			}
			continue
		}
		t.Cleanup(func() {
			if _, err := admin.Exec(context.Background(), "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)"); err != nil {
				t.Error(err)
			}
		})
		all[locale] = pgtest.Connect(t, strings.Replace(url, "/"+admin.Config().Database, "/"+name, 1))
	}
	return all
}

// found returns the rows that a search finds.
func found(t *testing.T, db *pgx.Conn, text string) []string {
	t.Helper()
	s := sql.Dialect(dialect.Postgres).Select("code").From(sql.Table("notes"))
	filter.Search(text, "code")(s)
	query, args := s.Query()
	rows, err := db.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return got
}
