package apply_test

import (
	"testing"

	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
)

func open(tb testing.TB, o database.Options) *database.DB {
	tb.Helper()
	db, err := database.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}

func exec(tb testing.TB, db *database.DB, query string, args ...any) {
	tb.Helper()
	if _, err := db.SQL().ExecContext(tb.Context(), query, args...); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

// text returns the text that a query has, as Ent reads it.
func text(tb testing.TB, db *database.DB, query string, args ...any) string {
	tb.Helper()
	var rows entsql.Rows
	if err := db.Driver().Query(tb.Context(), query, args, &rows); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var got entsql.NullString
	if err := entsql.ScanOne(&rows, &got); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return got.String
}
