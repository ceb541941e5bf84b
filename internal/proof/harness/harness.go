// Package harness starts generated applications for tests: on any database of the
// service, behind its API, with viewers who are made up as they are needed.
//
// Tests of the service and of the generator import it, so it must not import the
// generator's testdata: whoever tests one of those describes it as an Application. Start
// with Application.Start; database.go, serve.go and statements.go are its parts, for tests
// that need something between them.
package harness

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	_ "github.com/entask/entask/ent/runtime" // the hooks and policies of the schema
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/ogent"
)

// Application is a generated application.
type Application struct {
	// Tables and RowSecurity are those of its package migrate.
	Tables      []*schema.Table
	RowSecurity map[string][]string
	// New returns it on a driver.
	New func(dialect.Driver, app.Once) app.App
	// UserData returns what it keeps of its users. It may be nil.
	UserData func(dialect.Driver) userdata.Data
	// Fill writes the rows that nobody may write through the API. It may be nil.
	Fill func(context.Context, dialect.Driver) error
}

// Entask is the application of this project.
var Entask = Application{
	Tables: slices.DeleteFunc(slices.Clone(migrate.Tables), isKeys), RowSecurity: migrate.RowSecurity,
	New: func(drv dialect.Driver, once app.Once) app.App {
		return ogent.NewApp(handler.New(ent.NewClient(ent.Driver(drv)), once, ogent.NewUserData(drv)))
	},
	UserData: func(drv dialect.Driver) userdata.Data {
		data := ogent.NewUserData(drv)
		data.Entities = slices.DeleteFunc(data.Entities, areKeys)
		return data
	},
}

// isKeys says whether a table holds idempotency keys, which every application has.
func isKeys(table *schema.Table) bool { return table == migrate.IdempotencyKeysTable }

// areKeys says whether an entity is that of idempotency keys.
func areKeys(e userdata.Entity) bool { return e.Table == migrate.IdempotencyKeysTable.Name }

// Create makes the tables of the application in an empty database.
func (a Application) Create(t testing.TB, db *database.DB) {
	t.Helper()
	for _, err := range []error{
		db.Create(t.Context(), []*schema.Table{migrate.IdempotencyKeysTable}, migrate.RowSecurity),
		db.Create(t.Context(), a.Tables, a.RowSecurity),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if db.Dialect() == dialect.Postgres {
		WantSpread(t, db)
	}
	if a.Fill != nil {
		if err := a.Fill(t.Context(), db.Driver()); err != nil {
			t.Fatal(err)
		}
	}
}

// Open returns the application on a driver of a database that has its tables.
func (a Application) Open(drv dialect.Driver) app.App {
	return a.New(drv, idempotency.New(ent.NewClient(ent.Driver(drv)), drv))
}

// Data returns what the application keeps of its users, with their idempotency keys.
func (a Application) Data(drv dialect.Driver) userdata.Data {
	return WithKeys(a.UserData(drv))
}

// WithKeys adds the users' idempotency keys to what an application keeps of them.
func WithKeys(data userdata.Data) userdata.Data {
	keys := ogent.NewUserData(data.Driver).Entities
	data.Entities = append(data.Entities, keys[slices.IndexFunc(keys, areKeys)])
	return data
}

// Start makes the tables of the application in an empty database, and returns its API and
// the statements that it sends there.
func (a Application) Start(t testing.TB, url string) (http.Handler, *Statements) {
	t.Helper()
	db := Connect(t, url)
	a.Create(t, db)
	sent := &Statements{Driver: db.Driver()}
	return Serve(t, a.Open(sent)), sent
}
