package returning_test

import (
	"reflect"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/runtime/returning"
)

// TestMany updates rows as Ent does, alone and in a transaction.
func TestMany(t *testing.T) {
	for name, edges := range map[string][]*sqlgraph.EdgeSpec{
		"one statement":    nil,
		"in a transaction": {{Rel: sqlgraph.M2M, Table: "e", Columns: []string{"t_id", "u_id"}, Target: &sqlgraph.EdgeTarget{IDSpec: sqlgraph.NewFieldSpec("id", field.TypeInt)}}},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			for _, statement := range []string{"INSERT INTO t VALUES (2, 5), (3, 8)", "CREATE TABLE e (t_id INTEGER, u_id INTEGER)"} {
				if _, err := db.SQL().ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			var got [][]int64
			drv := returning.Many(db.Driver(),
				func([]string) ([]any, error) { return []any{new(sql.NullInt64), new(sql.NullInt64)}, nil },
				func(_ []string, values []any) error {
					id, n := values[0].(*sql.NullInt64), values[1].(*sql.NullInt64)
					got = append(got, []int64{id.Int64, n.Int64})
					return nil
				})
			spec := sqlgraph.NewUpdateSpec("t", []string{"id", "n"}, sqlgraph.NewFieldSpec("id", field.TypeInt))
			spec.Predicate = func(s *sql.Selector) { s.Where(sql.GT("id", 1)) }
			spec.AddField("n", field.TypeInt, 1)
			spec.Edges.Clear = edges
			spec.AddModifier(func(u *sql.UpdateBuilder) { u.Returning("id", "n") })
			n, err := sqlgraph.UpdateNodes(t.Context(), drv, spec)
			if want := [][]int64{{2, 6}, {3, 9}}; err != nil || n != 2 || !reflect.DeepEqual(got, want) {
				t.Errorf("got %d rows %v, %v, want 2, %v", n, got, err, want)
			}
			got = nil
			if _, err := sqlgraph.UpdateNodes(t.Context(), returning.Many(db.Driver(), nil, nil), spec); err == nil {
				t.Error("a check of the table is broken: got no error")
			}
		})
	}
}
