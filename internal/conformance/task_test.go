package conformance_test

import (
	"context"
	"log/slog"
	"testing"

	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate/migrations"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/conformance"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/pgtest"
	"github.com/entask/entask/internal/server"
	"github.com/entask/entask/internal/viewer"
	"github.com/entask/entask/ogent"
)

// TestPostgres holds Entask to its document on the schema that migrations make.
func TestPostgres(t *testing.T) {
	db := open(t, pgtest.NewDatabase(t))
	if _, err := database.Migrate(t.Context(), db, migrations.FS, database.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	test(t, db)
}

// TestSQLite holds Entask to its document on the schema that Ent makes.
func TestSQLite(t *testing.T) {
	db := open(t, "sqlite://:memory:")
	if err := ent.NewClient(ent.Driver(db.Driver())).Schema.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	test(t, db)
}

func open(t *testing.T, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// test runs the suite on what a request passes in production but the rate limit;
// a token is its user's id.
func test(t *testing.T, db *database.DB) {
	t.Helper()
	client := ent.NewClient(ent.Driver(db.Driver()))
	handler, err := api.New(api.Options{
		Client:      client,
		Once:        idempotency.New(client),
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Tracer:      tracenoop.NewTracerProvider(),
		Meter:       metricnoop.NewMeterProvider(),
	})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Options{
		API: handler, Document: ogent.Document, Ready: func(context.Context) error { return nil },
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	conformance.Run(t, conformance.App{
		Document: ogent.Document,
		Handler:  spoiled(srv.Handler()),
		Token:    func(user string) string { return user },
	})
}
