package conformance_test

import (
	"context"
	"log/slog"
	"maps"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/privacy"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/internal/database"
	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	bulkmigrate "github.com/entask/entask/internal/generate/testdata/bulk/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/bulk/ent/runtime"
	bulkhandler "github.com/entask/entask/internal/generate/testdata/bulk/handler"
	bulkrest "github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	graph "github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	graphrest "github.com/entask/entask/internal/generate/testdata/graph/ogent"
	hidden "github.com/entask/entask/internal/generate/testdata/hidden/ent"
	hiddenmigrate "github.com/entask/entask/internal/generate/testdata/hidden/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/hidden/ent/runtime"
	hiddenrest "github.com/entask/entask/internal/generate/testdata/hidden/ogent"
	minimal "github.com/entask/entask/internal/generate/testdata/minimal/ent"
	minimalmigrate "github.com/entask/entask/internal/generate/testdata/minimal/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/minimal/ent/runtime"
	minimalrest "github.com/entask/entask/internal/generate/testdata/minimal/ogent"
	names "github.com/entask/entask/internal/generate/testdata/names/ent"
	namesmigrate "github.com/entask/entask/internal/generate/testdata/names/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/names/ent/runtime"
	namesrest "github.com/entask/entask/internal/generate/testdata/names/ogent"
	published "github.com/entask/entask/internal/generate/testdata/published/ent"
	publishedmigrate "github.com/entask/entask/internal/generate/testdata/published/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/published/ent/runtime"
	publishedrest "github.com/entask/entask/internal/generate/testdata/published/ogent"
	typed "github.com/entask/entask/internal/generate/testdata/types/ent"
	typedmigrate "github.com/entask/entask/internal/generate/testdata/types/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/types/ent/runtime"
	typedrest "github.com/entask/entask/internal/generate/testdata/types/ogent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/ogent"
)

// application is one of the generator's testdata.
type application struct {
	tables   []*schema.Table
	security map[string][]string
	open     func(dialect.Driver, app.Once) app.App
	fill     func(context.Context, dialect.Driver) error // what nobody may write through the API

	elsewhere map[string]string // see conformance.App
	hide      func(dialect.Driver) map[string]hide
}

// applications are all of them, by name.
var applications = map[string]application{
	"bulk": {
		tables: bulkmigrate.Tables, security: bulkmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return bulkrest.NewApp(bulkhandler.New(bulk.NewClient(bulk.Driver(drv)), once))
		},
		elsewhere: map[string]string{
			"placeLabel":    "internal/service/api/typed_test.go",
			"readMe":        "internal/service/api/anonymous_test.go",
			"suggestLabels": "internal/service/api/anonymous_test.go",
		},
	},
	"graph": {
		tables: graphmigrate.Tables, security: graphmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return graphrest.NewApp(&graphrest.CRUD{Client: graph.NewClient(graph.Driver(drv)), Once: once})
		},
	},
	"hidden": {
		tables: hiddenmigrate.Tables, security: hiddenmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return hiddenrest.NewApp(&hiddenrest.CRUD{Client: hidden.NewClient(hidden.Driver(drv)), Once: once})
		},
		hide: hideItems,
	},
	"minimal": {
		tables: minimalmigrate.Tables, security: minimalmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return minimalrest.NewApp(&minimalrest.CRUD{Client: minimal.NewClient(minimal.Driver(drv)), Once: once})
		},
		fill: func(ctx context.Context, drv dialect.Driver) error {
			everybody := privacy.DecisionContext(ctx, privacy.Allow)
			for _, name := range []string{"Peru", "Panama", "Fiji"} {
				if err := minimal.NewClient(minimal.Driver(drv)).Country.Create().SetName(name).Exec(everybody); err != nil {
					return err
				}
			}
			return nil
		},
	},
	"names": {
		tables: namesmigrate.Tables, security: namesmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return namesrest.NewApp(&namesrest.CRUD{Client: names.NewClient(names.Driver(drv)), Once: once})
		},
	},
	"published": {
		tables: publishedmigrate.Tables, security: publishedmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return publishedrest.NewApp(&publishedrest.CRUD{Client: published.NewClient(published.Driver(drv)), Once: once})
		},
	},
	"types": {
		tables: typedmigrate.Tables, security: typedmigrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return typedrest.NewApp(&typedrest.CRUD{Client: typed.NewClient(typed.Driver(drv)), Once: once})
		},
	},
}

// on makes the application's tables in a database and opens it there, as a role.
func (a application) on(t *testing.T, url string, as func(testing.TB, string) string) app.App {
	t.Helper()
	return a.through(t, url, as, nil)
}

// through is on, with a driver before the database's own.
func (a application) through(t *testing.T, url string, as func(testing.TB, string) string, through func(dialect.Driver) dialect.Driver) app.App {
	t.Helper()
	db := connect(t, url)
	for _, err := range []error{
		db.Create(t.Context(), []*schema.Table{migrate.IdempotencyKeysTable}, migrate.RowSecurity),
		db.Create(t.Context(), a.tables, a.security),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if a.fill != nil {
		if err := a.fill(t.Context(), db.Driver()); err != nil {
			t.Fatal(err)
		}
	}
	if as != nil {
		db = connect(t, as(t, url))
	}
	drv := db.Driver()
	if through != nil {
		drv = through(drv)
	}
	return a.open(drv, idempotency.New(ent.NewClient(ent.Driver(drv)), drv))
}

// TestApplications holds applications of all schemas to their documents. In PostgreSQL
// they are superusers, whom no row-level security holds: Ent's policy alone keeps every
// promise, whoever writes the SQL.
func TestApplications(t *testing.T) {
	for name, of := range everyApplication() {
		t.Run(name+"/postgres", func(t *testing.T) {
			t.Parallel()
			of.test(t, pgtest.NewDatabase(t), pgtest.AsSuperuser)
		})
		t.Run(name+"/sqlite", func(t *testing.T) {
			t.Parallel()
			of.test(t, "sqlite://:memory:", nil)
		})
	}
}

// everyApplication is Entask among the others.
func everyApplication() map[string]application {
	every := maps.Clone(applications)
	every["entask"] = application{
		tables: []*schema.Table{migrate.TasksTable}, security: migrate.RowSecurity,
		open: func(drv dialect.Driver, once app.Once) app.App {
			return ogent.NewApp(handler.New(ent.NewClient(ent.Driver(drv)), once))
		},
	}
	return every
}

func connect(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// test runs the suite on what a request passes in production but the rate limit;
// a token is its user's id. The operations elsewhere are left out.
func test(t *testing.T, made app.App, elsewhere map[string]string) {
	t.Helper()
	tested := serve(t, made)
	tested.Elsewhere = elsewhere
	conformance.Run(t, tested)
}

// serve is an application under test.
func serve(t *testing.T, made app.App) conformance.App {
	t.Helper()
	handler, err := api.New(api.Options{
		App:         made,
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Violated:    database.Violated,
	})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Options{
		API: handler, Document: made.Document,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return conformance.App{
		Document: made.Document,
		Handler:  spoiled(srv.Handler()),
		Token:    func(user string) string { return user },
	}
}
