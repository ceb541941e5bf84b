package statement_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"reflect"
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/statement"
)

// recorder is a driver that executes nothing.
type recorder struct {
	dialect.Driver
	name, query string
	args        []any
}

var errRecorded = errors.New("recorded")

func (r *recorder) Dialect() string { return r.name }

func (r *recorder) Query(ctx context.Context, query string, args, v any) error {
	return r.Exec(ctx, query, args, v)
}

func (r *recorder) Exec(_ context.Context, query string, args, _ any) error {
	values, ok := args.([]any)
	if !ok {
		return errors.New("no arguments")
	}
	r.query, r.args = query, slices.Clone(values)
	return errRecorded
}

// TestInsertAsEnt holds an insert to the text and the arguments of Ent's, whatever the row is.
func TestInsertAsEnt(t *testing.T) {
	id := uuid.New()
	for name, change := range map[string]func(*sqlgraph.CreateSpec){
		"plain":         func(*sqlgraph.CreateSpec) {},
		"no fields":     func(s *sqlgraph.CreateSpec) { s.Fields = nil },
		"no id":         func(s *sqlgraph.CreateSpec) { s.ID.Value = nil },
		"a schema":      func(s *sqlgraph.CreateSpec) { s.Schema = "other" },
		"JSON":          func(s *sqlgraph.CreateSpec) { s.SetField("tags", field.TypeJSON, []string{"a"}) },
		"nil":           func(s *sqlgraph.CreateSpec) { s.SetField("note", field.TypeString, nil) },
		"an expression": func(s *sqlgraph.CreateSpec) { s.SetField("n", field.TypeInt, sql.Raw("1 + 1")) },
		"a quota": func(s *sqlgraph.CreateSpec) {
			quota.One(&quota.Quota{Table: "tasks", ID: "id", Owner: "title", Rows: 5}, s)
		},
		"a conflict": func(s *sqlgraph.CreateSpec) { s.OnConflict = []sql.ConflictOption{sql.DoNothing()} },
		"a link": func(s *sqlgraph.CreateSpec) {
			s.Edges = []*sqlgraph.EdgeSpec{{Rel: sqlgraph.M2O, Inverse: true, Columns: []string{"list_id"}, Target: &sqlgraph.EdgeTarget{Nodes: []driver.Value{id}}}}
		},
	} {
		for _, on := range []string{dialect.Postgres, dialect.SQLite} {
			t.Run(name+" on "+on, func(t *testing.T) {
				insert := func(write func(context.Context, dialect.Driver, *sqlgraph.CreateSpec) error) (string, []any) {
					row := sqlgraph.NewCreateSpec("tasks", sqlgraph.NewFieldSpec("id", field.TypeUUID))
					row.ID.Value = &id
					row.SetField("title", field.TypeString, "a")
					row.SetField("done", field.TypeBool, true)
					change(row)
					drv := &recorder{name: on}
					if err := write(t.Context(), drv, row); !errors.Is(err, errRecorded) {
						t.Fatal(err)
					}
					return drv.query, drv.args
				}
				want, wantArgs := insert(sqlgraph.CreateNode)
				got, args := insert(func(ctx context.Context, drv dialect.Driver, row *sqlgraph.CreateSpec) error {
					return statement.Insert(ctx, tasks, drv, row)
				})
				if got != want || !reflect.DeepEqual(args, wantArgs) {
					t.Errorf("got  %s %v\nwant %s %v", got, args, want, wantArgs)
				}
			})
		}
	}
}
