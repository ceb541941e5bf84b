package quota

import (
	"context"
	"errors"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/instant"
)

// Room returns how many more rows an owner may have, whatever they hold. Hidden rows count.
func (q *Quota) Room(ctx context.Context, drv dialect.Driver, owner string) (int, error) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		if drv.Dialect() == dialect.Postgres {
			return "$" + strconv.Itoa(len(args))
		}
		return "?"
	}
	own := "SELECT 1" + q.own(arg, owner)
	if q.Expires != "" {
		own += ` AND "` + q.Expires + `" > ` + arg(instant.Now())
	}
	var rows sql.Rows
	if err := drv.Query(ctx, "SELECT count(*) FROM ("+own+" LIMIT "+strconv.Itoa(q.Rows)+") AS own", args, &rows); err != nil {
		return 0, err
	}
	n, err := sql.ScanInt(rows)
	return q.Rows - n, errors.Join(err, rows.Close())
}
