package relation

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Owned is a table and the column of its owners, which is empty if everybody reads the
// rows.
type Owned struct {
	Table, Owner string
	// Function tells whose a row is in PostgreSQL, where row-level security hides
	// those of others.
	Function string
	// Seen returns whose those of the rows are that the viewer of the context sees, and
	// false where no more is asked of a row than whose it is.
	Seen func(context.Context, []uuid.UUID) (map[uuid.UUID]string, bool, error)
}

// Owners returns the owners of the rows with the ids: "" for a row that everybody reads.
// Missing rows are omitted, and so are rows that are hidden from their own owner.
//
// It is one statement where nothing hides rows, or where the viewer sees all of them. Of
// the others their owners are asked for next, and then what each of those owners sees: a
// policy may hide rows from one of them alone.
func Owners(ctx context.Context, drv dialect.Driver, of Owned, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	seen, hides, err := of.Seen(ctx, ids)
	switch {
	case err != nil:
		return nil, err
	case !hides:
		return of.owners(ctx, drv, ids)
	}
	unseen := slices.DeleteFunc(slices.Clone(ids), func(id uuid.UUID) bool { _, ok := seen[id]; return ok })
	if len(unseen) == 0 {
		return seen, nil
	}
	owners, err := of.owners(ctx, drv, unseen)
	if err != nil {
		return nil, err
	}
	asking, _ := viewer.FromContext(ctx)
	theirs := map[string][]uuid.UUID{}
	for id, owner := range owners {
		if owner != "" && owner != asking.ID {
			theirs[owner] = append(theirs[owner], id)
		}
	}
	for owner, ids := range theirs {
		rows, _, err := of.Seen(viewer.NewContext(ctx, viewer.Viewer{ID: owner}), ids)
		if err != nil && !errors.Is(err, privacy.Deny) {
			return nil, err
		}
		maps.Copy(seen, rows)
	}
	return seen, nil
}

// owners returns whose the rows are, whoever asks and whatever a policy says.
func (of Owned) owners(ctx context.Context, drv dialect.Driver, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	asking, _ := viewer.FromContext(ctx)
	query, args := of.query(drv.Dialect(), ids)
	var rows sql.Rows
	if err := drv.Query(viewer.Beyond(ctx), query, args, &rows); err != nil {
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
		if owner.Valid && owners[id] != asking.ID { // the same id may be that of rows of several
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
