package relation

import (
	"context"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
)

// Owned is a table and the column of its owners, which is empty if everybody reads the
// rows.
type Owned struct {
	Table, Owner string
	// Function tells whose a row is in PostgreSQL, where row-level security hides
	// those of others.
	Function string
}

// Owners returns the owners of the rows with the ids: "" for a row that everybody reads.
// Missing rows are omitted. It is one statement, which no policy narrows.
func Owners(ctx context.Context, drv dialect.Driver, of Owned, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	query, args := of.query(drv.Dialect(), ids)
	var rows sql.Rows
	if err := drv.Query(ctx, query, args, &rows); err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	owners := make(map[uuid.UUID]string, len(ids))
	for rows.Next() {
		var id uuid.UUID
		var owner sql.NullString
		if err := rows.Scan(&id, &owner); err != nil {
			return nil, err
		}
		if owner.Valid {
			owners[id] = owner.String
		}
	}
	return owners, rows.Err()
}

func (of Owned) query(name string, ids []uuid.UUID) (string, []any) {
	if of.Owner != "" && name == dialect.Postgres {
		return `SELECT "id", "` + of.Function + `"("id") FROM unnest($1::uuid[]) AS "id"`, []any{array(ids)}
	}
	s := sql.Dialect(name).Select("id").From(sql.Table(of.Table)).Where(sql.In("id", values(ids)...))
	if of.Owner != "" {
		return s.AppendSelect(of.Owner).Query()
	}
	return s.AppendSelectExpr(sql.Expr("''")).Query()
}

// array is how PostgreSQL writes an array.
func array(ids []uuid.UUID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return "{" + strings.Join(texts, ",") + "}"
}
