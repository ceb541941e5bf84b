package review

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
)

// connect opens one connection. Simple queries leave no prepared statements, which a
// changing schema would break. The time zone is UTC, as in most productions, where timestamp
// becomes timestamptz without a rewrite.
func connect(ctx context.Context, url, db string, notices *[]string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if db != "" {
		cfg.Database = db
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	cfg.RuntimeParams["timezone"] = "UTC"
	cfg.RuntimeParams["application_name"] = "entask migrate review"
	if notices != nil {
		cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
			*notices = append(*notices, n.Code+" "+n.Message)
		}
	}
	return pgx.ConnectConfig(ctx, cfg)
}

// runner connects to the database twice: to run, and to observe.
func (d *database) runner(ctx context.Context) (*runner, error) {
	r := &runner{notices: &d.notices, roles: &d.roles}
	for _, c := range []**pgx.Conn{&r.conn, &r.observer.Conn} {
		conn, err := connect(ctx, d.url, d.name, &d.notices)
		if err != nil {
			return nil, err
		}
		d.conns = append(d.conns, conn)
		*c = conn
	}
	r.observer.PID = r.conn.PgConn().PID()
	err := r.conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_version')").Scan(&r.version, &r.server)
	if err == nil && r.version < 140000 {
		err = fmt.Errorf("the review needs PostgreSQL 14 or later, not %s", r.server)
	}
	return r, err
}

// previous reads the schema that the previous release uses, from SQL that makes it; nil
// without SQL.
func (d *database) previous(ctx context.Context, sql string) (*catalog.Catalog, error) {
	if sql == "" {
		return nil, nil //nolint:nilnil // no schema is an answer
	}
	name, err := d.create(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := connect(ctx, d.url, name, nil)
	if err != nil {
		return nil, err
	}
	d.conns = append(d.conns, conn)
	if _, err := conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
		return nil, fmt.Errorf("the previous release's schema: %w", err)
	}
	return catalog.Read(ctx, conn)
}
