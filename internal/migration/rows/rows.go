// Package rows makes rows in the tables of a throwaway database: rows that the types, the
// checks and the keys of a table accept, and rows at the limits of what it accepts. The
// review runs migrations over them, and the proof of the migrations applies them over them.
//
// Start reading at Make and Filler. values.go has a value for each type, fit.go fits the
// values to checks and keys, and edges.go makes the rows at the limits.
//
// It needs a superuser, because triggers and foreign keys are off while it inserts. It must
// not import the review or generated code: it takes any schema.
package rows

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
)

// ordinary is how many rows Make makes in most tables.
const ordinary = 500

// history is the table in which the Atlas CLI and internal/migration/apply record what was
// applied.
const history = "atlas_schema_revisions"

// Make makes rows in every table of a throwaway database, and keeps existing rows. The URL
// is a superuser's, whom row-level security does not stop. In each table are, as far as its
// constraints allow: rows that other tables' rows refer to; NULL in each column, and in all;
// the longest text and the shortest, the first number and the last, each value that a check
// names; and rows that are alike where they need not be unique. Each round makes others: 0
// is the first.
//
// It returns the tables for which it knows no row, and why.
func Make(ctx context.Context, url string, round int) (empty []string, err error) {
	conn, err := dial(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	c, err := catalog.Read(ctx, conn)
	if err != nil {
		return nil, err
	}
	f := NewFiller(conn, ordinary, nil)
	f.before, f.edges = int64(round)*2*ordinary, true
	err = f.Fill(ctx, c)
	return f.empty, err
}

func dial(ctx context.Context, url string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // the schema changes
	cfg.RuntimeParams["timezone"] = "UTC"
	return pgx.ConnectConfig(ctx, cfg)
}
