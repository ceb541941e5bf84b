package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
)

// try runs a statement and takes it back. With a role, it also tries the settings of a
// session that make a policy let the row through; those that did come first.
func (r *Release) try(ctx context.Context, p *probe) (first *pgconn.PgError, err error) {
	values := []string{p.setting}
	if p.role != "" && len(r.settings) > 0 {
		values = append(values, p.values...)
	}
	for _, value := range values {
		failure, err := r.once(ctx, p, value)
		if failure == nil || err != nil {
			p.setting = value
			return nil, err
		}
		if first == nil {
			first = failure
		}
	}
	return first, nil
}

// once runs a statement with one value for all settings. When it finds no row, it runs again
// with the row that the migration may have deleted.
func (r *Release) once(ctx context.Context, p *probe, value string) (*pgconn.PgError, error) {
	failure, err := r.after(ctx, p, value, "")
	if failure == nil || failure.Code != noRow || p.row == "" {
		return failure, err
	}
	return r.after(ctx, p, value, p.row)
}

// after runs a statement after those that make its row, if any.
func (r *Release) after(ctx context.Context, p *probe, value, row string) (failure *pgconn.PgError, err error) {
	defer func() {
		_, ended := r.conn.Exec(ctx, "ROLLBACK")
		err = errors.Join(err, ended)
	}()
	asReplica := func(sql string) string {
		if sql == "" {
			return ""
		}
		return "SET LOCAL session_replication_role = replica;\n" + sql + ";\nSET LOCAL session_replication_role = origin;\n"
	}
	begin := "BEGIN; SET LOCAL statement_timeout = '10s';\n" + asReplica(row)
	if _, err := r.conn.PgConn().Exec(ctx, begin).ReadAll(); err != nil {
		if refused(err) != nil { // the row cannot be made any more: INSERT says why
			return nil, nil //nolint:nilnil // no failure of this statement is known
		}
		return nil, err
	}
	if _, err := r.conn.PgConn().Exec(ctx, "SAVEPOINT room;\n"+asReplica(p.before)).ReadAll(); err != nil {
		if refused(err) == nil {
			return nil, err
		}
		if _, err := r.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT room"); err != nil { // the statement says why
			return nil, err
		}
	}
	var script strings.Builder
	if p.role != "" {
		script.WriteString("SET LOCAL ROLE " + catalog.Quote(p.role) + ";\n")
	}
	if value != "" {
		for _, s := range r.settings {
			fmt.Fprintf(&script, "SET LOCAL %s = %s;\n", catalog.Quote(strings.Split(s, ".")...), catalog.Literal(value))
		}
	}
	script.WriteString(p.sql + ";\nSET CONSTRAINTS ALL IMMEDIATE")
	results, err := r.conn.PgConn().Exec(ctx, script.String()).ReadAll()
	if failure := refused(err); failure != nil {
		return failure, nil
	}
	if err == nil && p.finds && results[len(results)-2].CommandTag.RowsAffected() == 0 {
		failure = &pgconn.PgError{Code: noRow, Message: "it reaches no row"}
	}
	return failure, err
}

// noRow is the code of a statement that succeeds and finds nothing.
const noRow = "02000"

func refused(err error) *pgconn.PgError {
	failure, _ := errors.AsType[*pgconn.PgError](err)
	return failure
}

// literal is a value as a driver sends it: a text, whose type the statement decides.
func literal(v *string) string {
	if v == nil {
		return "NULL"
	}
	return catalog.Literal(*v)
}

// texts are the different values of a row.
func texts(row []*string) (all []string) {
	for _, v := range row {
		if v != nil && !slices.Contains(all, *v) {
			all = append(all, *v)
		}
	}
	return all
}
