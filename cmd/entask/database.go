package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/ent"
	schema "github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/ogent"
)

// requestTimeout is how long a request, and so each of its statements, may take.
const requestTimeout = 15 * time.Second

// connect opens the database of the settings, for the requests that admit lets in. With a nil
// meter it has no metrics.
func connect(ctx context.Context, cfg config.Config, meter metric.MeterProvider, admit func(context.Context) error) (*database.DB, error) {
	return database.Open(ctx, database.Options{
		URL:             cfg.DatabaseURL.Reveal(),
		PoolMin:         cfg.PoolMin,
		PoolMax:         cfg.PoolMax,
		ConnMaxLifetime: cfg.ConnMaxLifetime,
		Viewer:          viewer.ID,
		Wrote:           request.Wrote,
		Ran:             request.Ran,
		Waited:          request.Waited,
		Admit:           admit,

		StatementTimeout: requestTimeout,
		Meter:            meter,
	})
}

// prepare makes sure that the database has a current schema. An embedded SQLite gets its
// schema directly from Ent. A PostgreSQL is migrated if asked for; otherwise its schema
// must not be older than the binary.
func prepare(ctx context.Context, db *database.DB, client *ent.Client, migrate bool, logger *slog.Logger) (*readiness, error) {
	r := &readiness{db: db, logger: logger}
	r.guard(client)
	var err error
	switch {
	case db.Dialect() == dialect.SQLite:
		err = db.Create(ctx, schema.Tables, schema.RowSecurity)
	case migrate:
		_, err = apply.Run(ctx, db, migrations.FS, apply.Options{Version: currentVersion(), Progress: logProgress(ctx, logger)})
	default:
		if err = r.check(ctx); err != nil && database.Unavailable(err) {
			logger.Warn("the database is away; not ready until it is back", "error", err)
			return r, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("prepare database: %w", err)
	}
	r.reached(ctx)
	return r, nil
}

// readiness says whether requests can be served: the database answers, and its schema has
// been found current once.
type readiness struct {
	db      *database.DB
	logger  *slog.Logger
	current atomic.Bool
}

// reached remembers that the schema is current. It warns about a role to which row-level
// security does not apply; Ent's policies always apply.
func (r *readiness) reached(ctx context.Context) {
	if r.current.Swap(true) {
		return
	}
	if bypasses, err := r.db.Bypasses(ctx); err == nil && bypasses {
		r.logger.WarnContext(ctx, "row-level security does not hold for this database role: serve as one that is no superuser and has no BYPASSRLS (docs/roles.md)")
	}
}

func (r *readiness) check(ctx context.Context) error {
	if r.current.Load() {
		return r.db.Check(ctx)
	}
	err := apply.CheckSchema(ctx, r.db, migrations.FS)
	if errors.Is(err, apply.ErrOutdated) {
		return fmt.Errorf("%w: run entask migrate apply, or serve with --migrate", err)
	}
	if err == nil {
		r.reached(ctx)
	}
	return err
}

// guard refuses requests until the schema has been found current, so that a service that
// started before its database does not serve an older schema either.
func (r *readiness) guard(client *ent.Client) {
	seen := func(ctx context.Context) error {
		if r.current.Load() {
			return nil
		}
		return r.check(ctx)
	}
	client.Use(func(next ent.Mutator) ent.Mutator {
		return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
			if err := seen(ctx); err != nil {
				return nil, err
			}
			return next.Mutate(ctx, m)
		})
	})
	client.Intercept(ent.TraverseFunc(func(ctx context.Context, _ ent.Query) error { return seen(ctx) }))
}

// userData returns what is kept of users, for requests: none of them is served while the
// database has tables that this binary does not know. To find that out takes a connection, so it
// is admitted as every statement is.
func userData(db *database.DB, admit func(context.Context) error) userdata.Data {
	data := ogent.NewUserData(db.Driver())
	if db.Dialect() == dialect.Postgres {
		status := apply.StatusReader(db, migrations.FS)
		data.Complete = func(ctx context.Context) error {
			if err := admit(ctx); err != nil {
				return err
			}
			if err := knowsAll(status(ctx)); err != nil {
				return fmt.Errorf("%w: %w", errTables, err)
			}
			return nil
		}
	}
	return data
}

var errTables = fault.New(fault.Unavailable, "The service may not know all that is kept of you, because its database has another schema: try again")

// unavailable says whether an error means that the database cannot serve yet.
func unavailable(err error) bool {
	return database.Unavailable(err) || errors.Is(err, apply.ErrOutdated)
}
