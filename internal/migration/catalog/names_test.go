package catalog_test

import (
	"slices"
	"testing"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestQuote quotes what PostgreSQL quotes, and reads it back.
func TestQuote(t *testing.T) {
	conn := pgtest.Connect(t, pgtest.NewDatabase(t))
	names := []string{"tasks", "St", `a"b`, "a.b", "", "order", "position", "values", "left", "type", "name", "1st", "ä", "_x", "a b"}
	rows, err := conn.Query(t.Context(), "SELECT word FROM pg_get_keywords()")
	if err != nil {
		t.Fatal(err)
	}
	var word string
	for rows.Next() {
		if err := rows.Scan(&word); err != nil {
			t.Fatal(err)
		}
		names = append(names, word)
	}
	for _, name := range names {
		var want string
		if err := conn.QueryRow(t.Context(), "SELECT quote_ident($1)", name).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if got := catalog.Quote(name); got != want {
			t.Errorf("Quote(%q) is %s, PostgreSQL's is %s", name, got, want)
		}
		if got := catalog.Parts(catalog.Quote("public", name)); !slices.Equal(got, []string{"public", name}) {
			t.Errorf("the parts of %s are %q", catalog.Quote("public", name), got)
		}
	}
}
