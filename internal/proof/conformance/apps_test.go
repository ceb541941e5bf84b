package conformance_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/privacy"

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
	minimalhandler "github.com/entask/entask/internal/generate/testdata/minimal/handler"
	minimalrest "github.com/entask/entask/internal/generate/testdata/minimal/ogent"
	names "github.com/entask/entask/internal/generate/testdata/names/ent"
	namesmigrate "github.com/entask/entask/internal/generate/testdata/names/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/names/ent/runtime"
	namesrest "github.com/entask/entask/internal/generate/testdata/names/ogent"
	plain "github.com/entask/entask/internal/generate/testdata/plain/ent"
	plainmigrate "github.com/entask/entask/internal/generate/testdata/plain/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/plain/ent/runtime"
	plainrest "github.com/entask/entask/internal/generate/testdata/plain/ogent"
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
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/service/live"
	"github.com/entask/entask/internal/service/server"
)

// application is a generated one under test.
type application struct {
	harness.Application
	hide func(dialect.Driver) map[string]hide
}

// applications are all of them, by name.
var applications = map[string]application{
	"bulk": {
		Application: harness.Application{
			Tables: bulkmigrate.Tables, RowSecurity: bulkmigrate.RowSecurity, UserData: bulkrest.NewUserData,
			New: func(drv dialect.Driver, once app.Once) app.App {
				return bulkrest.NewApp(bulkhandler.New(bulk.NewClient(bulk.Driver(drv)), once))
			},
		},
	},
	"graph": {Application: harness.Application{
		Tables: graphmigrate.Tables, RowSecurity: graphmigrate.RowSecurity, UserData: graphrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return graphrest.NewApp(&graphrest.CRUD{
				Client: graph.NewClient(graph.Driver(drv)), Once: once, UserData: harness.WithKeys(graphrest.NewUserData(drv)),
			})
		},
	}},
	"hidden": {hide: hideItems, Application: harness.Application{
		Tables: hiddenmigrate.Tables, RowSecurity: hiddenmigrate.RowSecurity, UserData: hiddenrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return hiddenrest.NewApp(&hiddenrest.CRUD{
				Client: hidden.NewClient(hidden.Driver(drv)), Once: once, UserData: harness.WithKeys(hiddenrest.NewUserData(drv)),
			})
		},
	}},
	"minimal": {Application: harness.Application{
		Tables: minimalmigrate.Tables, RowSecurity: minimalmigrate.RowSecurity, UserData: minimalrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return minimalrest.NewApp(minimalhandler.New(minimal.NewClient(minimal.Driver(drv)), once))
		},
		Fill: func(ctx context.Context, drv dialect.Driver) error {
			everybody := privacy.DecisionContext(ctx, privacy.Allow)
			for _, name := range []string{"Peru", "Panama", "Fiji"} {
				if err := minimal.NewClient(minimal.Driver(drv)).Country.Create().SetName(name).Exec(everybody); err != nil {
					return err
				}
			}
			return nil
		},
	}},
	"names": {Application: harness.Application{
		Tables: namesmigrate.Tables, RowSecurity: namesmigrate.RowSecurity, UserData: namesrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return namesrest.NewApp(&namesrest.CRUD{
				Client: names.NewClient(names.Driver(drv)), Once: once, UserData: harness.WithKeys(namesrest.NewUserData(drv)),
			})
		},
	}},
	"plain": {Application: harness.Application{
		Tables: plainmigrate.Tables, RowSecurity: plainmigrate.RowSecurity, UserData: plainrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return plainrest.NewApp(&plainrest.CRUD{Client: plain.NewClient(plain.Driver(drv)), Once: once})
		},
	}},
	"published": {Application: harness.Application{
		Tables: publishedmigrate.Tables, RowSecurity: publishedmigrate.RowSecurity, UserData: publishedrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return publishedrest.NewApp(&publishedrest.CRUD{
				Client: published.NewClient(published.Driver(drv)), Once: once, UserData: harness.WithKeys(publishedrest.NewUserData(drv)),
			})
		},
	}},
	"types": {Application: harness.Application{
		Tables: typedmigrate.Tables, RowSecurity: typedmigrate.RowSecurity, UserData: typedrest.NewUserData,
		New: func(drv dialect.Driver, once app.Once) app.App {
			return typedrest.NewApp(&typedrest.CRUD{Client: typed.NewClient(typed.Driver(drv)), Once: once})
		},
	}},
}

// on makes the application's tables in a database and opens it there, as a role.
func (a application) on(t *testing.T, url string, as func(testing.TB, string) string) app.App {
	t.Helper()
	return a.through(t, url, as, func(drv dialect.Driver) dialect.Driver { return drv })
}

// through is on, with a driver before the database's own.
func (a application) through(t *testing.T, url string, as func(testing.TB, string) string, through func(dialect.Driver) dialect.Driver) app.App {
	t.Helper()
	db := harness.Connect(t, url)
	a.Create(t, db)
	if as != nil {
		db = harness.Connect(t, as(t, url))
	}
	return a.Open(through(db.Driver()))
}

// TestApplications holds applications of all schemas to their documents. In PostgreSQL
// they are superusers, whom no row-level security holds: Ent's policy alone keeps every
// promise, whoever writes the SQL.
func TestApplications(t *testing.T) {
	t.Parallel()
	for name, of := range everyApplication() {
		t.Run(name+"/postgres", func(t *testing.T) {
			t.Parallel()
			of.test(t, pgtest.NewDatabase(t), pgtest.AsSuperuser)
		})
		t.Run(name+"/sqlite", func(t *testing.T) {
			t.Parallel()
			of.test(t, harness.SQLite, nil)
		})
	}
}

// service makes the application's tables in a database, and opens it there as a role, as a
// service under test.
func (a application) service(t *testing.T, url string, as func(testing.TB, string) string) conformance.Service {
	t.Helper()
	db := harness.Connect(t, url)
	a.Create(t, db)
	all := db
	if url != harness.SQLite {
		all = harness.Connect(t, pgtest.AsSuperuser(t, url))
	}
	if as != nil {
		db = harness.Connect(t, as(t, url))
	}
	tested := serveLive(t, a.Open(db.Driver()), db.Driver())
	data := a.Data(db.Driver())
	spoil := userDataFaults[os.Getenv(faultEnv)].spoil(&data)
	tested.UserData = keeping(data, all)
	spoil(tested.UserData)
	if a.hide != nil {
		tested.Hide = a.hide(db.Driver())
	}
	return tested
}

// everyApplication is Entask among the others.
func everyApplication() map[string]application {
	every := maps.Clone(applications)
	every["entask"] = application{Application: harness.Entask}
	return every
}

// test runs the suite on what a request passes in production but the rate limit;
// a token is its user's id.
func test(t *testing.T, made app.App, drv dialect.Driver) {
	t.Helper()
	conformance.Run(t, serveLive(t, made, drv))
}

// serve is a generated application as a service under test.
func serve(t *testing.T, made app.App) conformance.Service {
	t.Helper()
	return serveAPI(t, made, harness.Serve(t, made))
}

// serveLive is serve with streams of changes.
func serveLive(t *testing.T, made app.App, drv dialect.Driver) conformance.Service {
	t.Helper()
	streams, err := live.New(live.Options{Driver: drv, PerUser: 8, Most: 1000, Look: 10 * time.Millisecond, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(streams.Stop)
	service := serveAPI(t, made, harness.ServeLive(t, made, streams, func(string) bool { return true }))
	service.Live = true
	return service
}

func serveAPI(t *testing.T, made app.App, api http.Handler) conformance.Service {
	t.Helper()
	handler := func(api http.Handler) http.Handler {
		srv, err := server.New(server.Options{API: api, MCP: harness.Agents(made), Document: made.Document, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		return spoiled(srv.Handler())
	}
	limited := sync.OnceValues(func() (http.Handler, func(int)) {
		api, limit := harness.ServeLimited(t, made, 1)
		return handler(api), limit
	})
	return conformance.Service{
		Document: made.Document,
		Handler:  handler(api),
		Limited: func(limit int) http.Handler {
			h, set := limited()
			set(limit)
			return h
		},
		Token: func(user string) string { return user },
		MCP:   true,
	}
}
