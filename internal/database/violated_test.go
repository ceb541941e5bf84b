package database_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func TestViolated(t *testing.T) {
	for url, want := range map[string]string{
		"sqlite://:memory:":   "notes.user_id, notes.name",
		pgtest.NewDatabase(t): "note_name",
	} {
		db, err := database.Open(t.Context(), database.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		exec := func(statement string) error {
			return db.Driver().Exec(t.Context(), statement, []any{}, nil)
		}
		for _, statement := range []string{
			"CREATE TABLE notes (id integer PRIMARY KEY, user_id text NOT NULL, name text CHECK (name <> 'x'))",
			"CREATE UNIQUE INDEX note_name ON notes (user_id, name)",
			"INSERT INTO notes VALUES (1, 'ann', 'a'), (2, 'bob', 'a'), (3, 'ann', NULL), (4, 'ann', NULL)",
		} {
			if err := exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		if got, ok := database.Violated(fmt.Errorf("ent: %w", exec("INSERT INTO notes VALUES (5, 'ann', 'a')"))); got != want || !ok {
			t.Errorf("Violated() = %q, %v, want %q", got, ok, want)
		}
		for _, err := range []error{nil, errors.New("x"), exec("INSERT INTO notes VALUES (6, 'ann', 'x')"), exec("SELECT nothing")} {
			if got, ok := database.Violated(err); ok {
				t.Errorf("Violated(%v) = %q, want nothing", err, got)
			}
			if got, ok := database.Null(err); ok {
				t.Errorf("Null(%v) = %q, want nothing", err, got)
			}
		}
		if got, ok := database.Null(fmt.Errorf("ent: %w", exec("INSERT INTO notes VALUES (7, NULL, 'a')"))); got != "notes.user_id" || !ok {
			t.Errorf("Null() = %q, %v, want notes.user_id", got, ok)
		}
	}
}
