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

// connect opens the database of the settings for a command that does not serve.
func connect(ctx context.Context, cfg config.Config) (*database.DB, error) {
	return database.Open(ctx, options(cfg))
}

func options(cfg config.Config) database.Options {
	return database.Options{
		URL:             cfg.DatabaseURL.Reveal(),
		PoolMin:         cfg.PoolMin,
		PoolMax:         cfg.PoolMax,
		ConnMaxLifetime: cfg.ConnMaxLifetime,
		Viewer:          viewer.ID,
		Wrote:           request.Wrote,
		Ran:             request.Ran,
		Waited:          request.Waited,

		StatementTimeout: requestTimeout,
	}
}

// prepare makes sure that the database has a current schema. An embedded SQLite gets its
// schema directly from Ent. A PostgreSQL is migrated if asked for; otherwise its schema
// must not be older than the binary.
func prepare(ctx context.Context, db *database.DB, client *ent.Client, o prepareOptions) (*readiness, error) {
	watch, err := newWatch(o.cfg, db, o.meter, o.logger)
	if err != nil {
		return nil, err
	}
	r := &readiness{db: db, logger: o.logger, watch: watch, unwalled: o.cfg.AllowUnwalled}
	r.guard(client)
	switch {
	case db.Dialect() == dialect.SQLite:
		err = db.Create(ctx, schema.Tables, schema.RowSecurity)
	case o.migrate:
		_, err = apply.Run(ctx, db, migrations.FS, apply.Options{Version: currentVersion(), Progress: logProgress(ctx, o.logger)})
	default:
		if err = r.check(ctx); err != nil && database.Unavailable(err) {
			o.logger.Warn("the database is away; not ready until it is back", "error", err)
			return r, nil
		}
	}
	if err == nil {
		err = r.reached(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare database: %w", err)
	}
	return r, nil
}

// prepareOptions are the differences between databases that serve.
type prepareOptions struct {
	cfg     config.Config
	meter   metric.MeterProvider
	logger  *slog.Logger
	migrate bool // bring the schema up to date first
}

// readiness says whether requests can be served: the database answers, its schema has been
// found current once, and row-level security holds for the role.
type readiness struct {
	db       *database.DB
	logger   *slog.Logger
	watch    *watch
	unwalled bool // the role may be one that row-level security does not hold
	current  atomic.Bool
}

// reached remembers that the schema is current, and compares it for the first time. It
// refuses a role to which row-level security does not apply, unless that is meant: Ent's
// policies always apply.
func (r *readiness) reached(ctx context.Context) error {
	if r.current.Load() {
		return nil
	}
	err := r.db.Walled(ctx, r.watch.want.Tables())
	switch {
	case errors.Is(err, database.ErrUnwalled) && r.unwalled:
		r.logger.WarnContext(ctx, "only one wall stands, as ALLOW_UNWALLED allows (docs/drift.md)", "error", err)
	case errors.Is(err, database.ErrUnwalled):
		return fmt.Errorf("%w: serve as another role (docs/roles.md), or set ALLOW_UNWALLED=true where one wall is meant to do", err)
	case err != nil:
		return err
	}
	if !r.current.Swap(true) {
		r.watch.once(ctx)
	}
	return nil
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
		err = r.reached(ctx)
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
			switch err := knowsAll(status(ctx)); {
			case err == nil || database.Unavailable(err):
				return err
			default:
				return fmt.Errorf("%w: %w", errTables, err)
			}
		}
	}
	return data
}

var errTables = fault.New(fault.Unavailable, "The service may not know all that is kept of you, because its database has another schema: try again")

// unavailable says whether an error means that the database cannot serve yet.
func unavailable(err error) bool {
	return database.Unavailable(err) || errors.Is(err, apply.ErrOutdated) || errors.Is(err, apply.ErrTooOld) || errors.Is(err, database.ErrUnwalled)
}
