package database_test

import (
	"fmt"
	"testing"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/database"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
)

// TestSQLiteTwice: a database that is there already is opened again.
func TestSQLiteTwice(t *testing.T) {
	db := open(t, database.Options{URL: "sqlite://:memory:"})
	for range 2 {
		if err := db.Create(t.Context(), graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSQLiteTriggersFollow: a trigger changes with the columns that it watches.
func TestSQLiteTriggersFollow(t *testing.T) {
	db := open(t, database.Options{URL: "sqlite://:memory:"})
	id := &schema.Column{Name: "id", Type: field.TypeString}
	things := &schema.Table{Name: "things", Columns: []*schema.Column{id, {Name: "one", Type: field.TypeInt}, {Name: "two", Type: field.TypeInt}}, PrimaryKey: []*schema.Column{id}}
	for _, watched := range []string{"one", "two"} {
		security := map[string][]string{"sqlite3 things": {fmt.Sprintf(
			`CREATE TRIGGER IF NOT EXISTS "things_changed" AFTER UPDATE OF "%s" ON "things" BEGIN UPDATE "things" SET "id" = 'changed'; END`, watched)}}
		if err := db.Create(t.Context(), []*schema.Table{things}, security); err != nil {
			t.Fatal(err)
		}
	}
	exec(t, db, "INSERT INTO things (id, one, two) VALUES ('new', 1, 1)")
	for _, tc := range []struct{ column, want string }{{"one", "new"}, {"two", "changed"}} {
		exec(t, db, "UPDATE things SET "+tc.column+" = 2")
		if got := text(t, db, "SELECT id FROM things"); got != tc.want {
			t.Errorf("after a change of %s the thing is %q, want %q", tc.column, got, tc.want)
		}
	}
}
