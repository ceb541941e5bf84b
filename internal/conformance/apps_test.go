package conformance_test

import (
	"context"
	"log/slog"
	"testing"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/privacy"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/app"
	bulk "github.com/entask/entask/internal/codegen/testdata/bulk/ent"
	_ "github.com/entask/entask/internal/codegen/testdata/bulk/ent/runtime"
	bulkrest "github.com/entask/entask/internal/codegen/testdata/bulk/ogent"
	graph "github.com/entask/entask/internal/codegen/testdata/graph/ent"
	_ "github.com/entask/entask/internal/codegen/testdata/graph/ent/runtime"
	graphrest "github.com/entask/entask/internal/codegen/testdata/graph/ogent"
	minimal "github.com/entask/entask/internal/codegen/testdata/minimal/ent"
	_ "github.com/entask/entask/internal/codegen/testdata/minimal/ent/runtime"
	minimalrest "github.com/entask/entask/internal/codegen/testdata/minimal/ogent"
	names "github.com/entask/entask/internal/codegen/testdata/names/ent"
	_ "github.com/entask/entask/internal/codegen/testdata/names/ent/runtime"
	namesrest "github.com/entask/entask/internal/codegen/testdata/names/ogent"
	typed "github.com/entask/entask/internal/codegen/testdata/types/ent"
	_ "github.com/entask/entask/internal/codegen/testdata/types/ent/runtime"
	typedrest "github.com/entask/entask/internal/codegen/testdata/types/ogent"
	"github.com/entask/entask/internal/conformance"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/pgtest"
	"github.com/entask/entask/internal/server"
	"github.com/entask/entask/internal/viewer"
)

// applications are those of the generator's testdata: each makes its tables in a
// database and serves them.
var applications = map[string]func(context.Context, *database.DB, app.Once) (app.App, error){
	"bulk": func(ctx context.Context, db *database.DB, once app.Once) (app.App, error) {
		client := bulk.NewClient(bulk.Driver(db.Driver()))
		return bulkrest.NewApp(&bulkrest.CRUD{Client: client, Once: once}), client.Schema.Create(ctx)
	},
	"graph": func(ctx context.Context, db *database.DB, once app.Once) (app.App, error) {
		client := graph.NewClient(graph.Driver(db.Driver()))
		return graphrest.NewApp(&graphrest.CRUD{Client: client, Once: once}), client.Schema.Create(ctx)
	},
	"minimal": func(ctx context.Context, db *database.DB, once app.Once) (app.App, error) {
		client := minimal.NewClient(minimal.Driver(db.Driver()))
		if err := client.Schema.Create(ctx); err != nil {
			return app.App{}, err
		}
		everybody := privacy.DecisionContext(ctx, privacy.Allow)
		for _, name := range []string{"Peru", "Panama", "Fiji"} {
			if err := client.Country.Create().SetName(name).Exec(everybody); err != nil {
				return app.App{}, err
			}
		}
		return minimalrest.NewApp(&minimalrest.CRUD{Client: client, Once: once}), nil
	},
	"names": func(ctx context.Context, db *database.DB, once app.Once) (app.App, error) {
		client := names.NewClient(names.Driver(db.Driver()))
		return namesrest.NewApp(&namesrest.CRUD{Client: client, Once: once}), client.Schema.Create(ctx)
	},
	"types": func(ctx context.Context, db *database.DB, once app.Once) (app.App, error) {
		client := typed.NewClient(typed.Driver(db.Driver()))
		return typedrest.NewApp(&typedrest.CRUD{Client: client, Once: once}), client.Schema.Create(ctx)
	},
}

// TestApplications holds applications of other schemas to their documents.
func TestApplications(t *testing.T) {
	for name, open := range applications {
		for database, url := range map[string]func(*testing.T) string{
			"postgres": func(t *testing.T) string { return pgtest.NewDatabase(t) },
			"sqlite":   func(*testing.T) string { return "sqlite://:memory:" },
		} {
			t.Run(name+"/"+database, func(t *testing.T) {
				t.Parallel()
				db := connect(t, url(t))
				client := ent.NewClient(ent.Driver(db.Driver()))
				if err := migrate.Create(t.Context(), client.Schema, []*schema.Table{migrate.IdempotencyKeysTable}); err != nil {
					t.Fatal(err)
				}
				made, err := open(t.Context(), db, idempotency.New(client, db.Driver()))
				if err != nil {
					t.Fatal(err)
				}
				test(t, made, nil)
			})
		}
	}
}

func connect(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5})
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
		Undone:      database.Undone,
		Violated:    database.Violated,
		Tracer:      tracenoop.NewTracerProvider(),
		Meter:       metricnoop.NewMeterProvider(),
	})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Options{
		API: handler, Document: made.Document, Ready: func(context.Context) error { return nil },
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
