package quota_test

import (
	"strconv"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/quota"
)

// counting is the id of a row that is inserted if there is room.
type counting interface {
	sql.Querier
	Ask() string
	Hear(bool)
}

// insert returns rows of an owner, as Ent's builders make them, with their ids.
func insert(q *quota.Quota, owner string, n int) (specs []*sqlgraph.CreateSpec, ids []any) {
	for range n {
		id := uuid.New()
		spec := sqlgraph.NewCreateSpec(q.Table, sqlgraph.NewFieldSpec(q.ID, field.TypeUUID))
		spec.ID.Value = &id
		spec.SetField(q.Owner, field.TypeString, owner)
		quota.One(q, spec)
		specs, ids = append(specs, spec), append(ids, &id)
	}
	return specs, ids
}

// TestAllowance: who has much left is not counted for the next thousandth of the quota. If one
// row of an insert is to be counted, all of them are.
func TestAllowance(t *testing.T) {
	q := &quota.Quota{Table: "tasks", ID: "id", Owner: "user_id", Rows: 5000}
	first, _ := insert(q, "ann", 1)
	counts, ok := first[0].ID.Value.(counting)
	if !ok || counts.Ask() == "" {
		t.Fatalf("the first row is not counted: %T", first[0].ID.Value)
	}
	counts.Hear(false)
	if specs, _ := insert(q, "ann", 1); specs[0].ID.Value.(counting) == nil {
		t.Error("with little left, a row is not counted")
	}
	counts.Hear(true)
	specs, ids := insert(q, "ann", 7)
	for i, spec := range specs {
		_, counted := spec.ID.Value.(counting)
		if counted != (i >= 5) {
			t.Errorf("row %d: counted %t, want five without a count", i, counted)
		}
	}
	quota.All(specs)
	text, args := specs[0].ID.Value.(sql.Querier).Query()
	if want := "OFFSET " + strconv.Itoa(5000-7) + ") THEN ? END"; len(args) != 2 || text[len(text)-len(want):] != want {
		t.Errorf("got %s %v, want all seven counted", text, args)
	}
	for i, spec := range specs {
		if spec.ID.Value != ids[i] {
			t.Errorf("row %d: got the id %v, want %v", i, spec.ID.Value, ids[i])
		}
	}
	if specs, _ := insert(q, "bob", 1); specs[0].ID.Value.(counting) == nil {
		t.Error("a row of another owner is not counted")
	}
}

// TestNoAllowance: a small quota, and one of more than the number of rows, is always exact.
func TestNoAllowance(t *testing.T) {
	for name, q := range map[string]*quota.Quota{
		"small":   {Table: "tasks", ID: "id", Owner: "user_id", Rows: 999},
		"expires": {Table: "keys", ID: "id", Owner: "user_id", Rows: 10_000, Expires: "expires_at"},
		"bytes":   {Table: "files", ID: "id", Owner: "user_id", Rows: 10_000, Content: "content", Bytes: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				specs, _ := insert(q, "ann", 1)
				counts, ok := specs[0].ID.Value.(counting)
				if !ok || counts.Ask() != "" {
					t.Fatalf("%T, want a count that asks nothing", specs[0].ID.Value)
				}
				counts.Hear(true)
			}
		})
	}
}
