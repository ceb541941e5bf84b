package apply

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"ariga.io/atlas/sql/migrate"
)

// The history is the Atlas CLI's table with revisions_schema = "public", column for column,
// so that each can go on where the other ended.
const (
	historySchema = "public"
	historyTable  = "atlas_schema_revisions"

	createHistory = `CREATE TABLE IF NOT EXISTS "public"."atlas_schema_revisions" (
	"version" character varying NOT NULL,
	"description" character varying NOT NULL,
	"type" bigint NOT NULL DEFAULT 2,
	"applied" bigint NOT NULL DEFAULT 0,
	"total" bigint NOT NULL DEFAULT 0,
	"executed_at" timestamptz NOT NULL,
	"execution_time" bigint NOT NULL,
	"error" text NULL,
	"error_stmt" text NULL,
	"hash" character varying NOT NULL,
	"partial_hashes" jsonb NULL,
	"operator_version" character varying NOT NULL,
	PRIMARY KEY ("version")
)`
	historyColumns = `"version", "description", "type", "applied", "total", "executed_at", "execution_time",
	coalesce("error", ''), coalesce("error_stmt", ''), "hash", coalesce("partial_hashes", 'null'), "operator_version"`

	// A version that begins with a point is a note of Atlas Cloud.
	readHistory   = `SELECT ` + historyColumns + ` FROM "public"."atlas_schema_revisions" WHERE "version" NOT LIKE '.%' ORDER BY "version" COLLATE "C"`
	readRevision  = `SELECT ` + historyColumns + ` FROM "public"."atlas_schema_revisions" WHERE "version" = $1`
	writeRevision = `INSERT INTO "public"."atlas_schema_revisions" ("version", "description", "type", "applied", "total",
	"executed_at", "execution_time", "error", "error_stmt", "hash", "partial_hashes", "operator_version")
VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, ''), $10, $11::text::jsonb, $12)
ON CONFLICT ("version") DO UPDATE SET "type" = excluded."type", "applied" = excluded."applied", "total" = excluded."total",
	"executed_at" = excluded."executed_at", "execution_time" = excluded."execution_time", "error" = excluded."error",
	"error_stmt" = excluded."error_stmt", "hash" = excluded."hash", "partial_hashes" = excluded."partial_hashes",
	"operator_version" = excluded."operator_version"`
	deleteRevision = `DELETE FROM "public"."atlas_schema_revisions" WHERE "version" = $1`
)

// revisions is the history through one connection or transaction.
type revisions struct{ querier }

var _ migrate.RevisionReadWriter = revisions{}

func (r revisions) Ident() *migrate.TableIdent {
	return &migrate.TableIdent{Schema: historySchema, Name: historyTable}
}

func (r revisions) ReadRevisions(ctx context.Context) ([]*migrate.Revision, error) {
	return r.read(ctx, readHistory)
}

func (r revisions) ReadRevision(ctx context.Context, version string) (*migrate.Revision, error) {
	revs, err := r.read(ctx, readRevision, version)
	if err != nil {
		return nil, err
	}
	if len(revs) == 0 {
		return nil, migrate.ErrRevisionNotExist
	}
	return revs[0], nil
}

func (r revisions) read(ctx context.Context, query string, args ...any) ([]*migrate.Revision, error) {
	rows, err := r.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var revs []*migrate.Revision
	for rows.Next() {
		rev, err := scanRevision(rows)
		if err != nil {
			return nil, err
		}
		revs = append(revs, rev)
	}
	return revs, rows.Err()
}

func scanRevision(rows *sql.Rows) (*migrate.Revision, error) {
	var r migrate.Revision
	var hashes []byte
	err := rows.Scan(&r.Version, &r.Description, &r.Type, &r.Applied, &r.Total, &r.ExecutedAt, &r.ExecutionTime,
		&r.Error, &r.ErrorStmt, &r.Hash, &hashes, &r.OperatorVersion)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(hashes, &r.PartialHashes); err != nil {
		return nil, fmt.Errorf("revision %s: partial hashes: %w", r.Version, err)
	}
	return &r, nil
}

func (r revisions) WriteRevision(ctx context.Context, v *migrate.Revision) error {
	hashes, err := json.Marshal(v.PartialHashes)
	if err != nil {
		return err
	}
	_, err = r.ExecContext(ctx, writeRevision, v.Version, v.Description, int64(v.Type), v.Applied, v.Total, //nolint:gosec // a type is a set of four bits
		v.ExecutedAt, int64(v.ExecutionTime), v.Error, v.ErrorStmt, v.Hash, string(hashes), v.OperatorVersion)
	return err
}

func (r revisions) DeleteRevision(ctx context.Context, version string) error {
	_, err := r.ExecContext(ctx, deleteRevision, version)
	return err
}

// history returns what was applied, by version; nothing when there is no history.
func history(ctx context.Context, q querier) ([]*migrate.Revision, error) {
	exists, err := hasHistory(ctx, q)
	if err != nil || !exists {
		return nil, err
	}
	return revisions{q}.ReadRevisions(ctx)
}

func hasHistory(ctx context.Context, q querier) (exists bool, err error) {
	rows, err := q.QueryContext(ctx, "SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2", historySchema, historyTable)
	if err != nil {
		return false, err
	}
	exists = rows.Next()
	return exists, errors.Join(rows.Err(), rows.Close()) //nolint:sqlclosecheck // q is one connection, which the next query needs
}

// prepareHistory creates the table of the history when it is missing. CREATE TABLE IF NOT
// EXISTS alone would always need a right that nothing else needs.
func prepareHistory(ctx context.Context, q querier) error {
	exists, err := hasHistory(ctx, q)
	if err != nil || exists {
		return err
	}
	_, err = q.ExecContext(ctx, createHistory)
	return err
}

// partialHashes returns the hashes that Atlas's Executor keeps of applied statements.
func partialHashes(statements []statement) []string {
	hashes := make([]string, len(statements))
	h := sha256.New()
	for i, s := range statements {
		h.Write([]byte(s.Text))
		hashes[i] = "h1:" + base64.StdEncoding.EncodeToString(h.Sum(nil))
	}
	return hashes
}
