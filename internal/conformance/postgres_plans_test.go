package conformance_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/conformance"
	"github.com/entask/entask/internal/database"
)

// recorder is a driver that keeps the statements that read, while it is asked to.
type recorder struct {
	dialect.Driver
	mu   sync.Mutex
	on   bool
	sent []statement
}

type statement struct {
	sql  string
	args []any
	by   context.Context // which says who asks
}

func (r *recorder) Query(ctx context.Context, query string, args, v any) error {
	r.mu.Lock()
	if list, ok := args.([]any); ok && r.on {
		r.sent = append(r.sent, statement{query, list, ctx})
	}
	r.mu.Unlock()
	return r.Driver.Query(ctx, query, args, v)
}

// record returns what is sent while f runs.
func (r *recorder) record(f func()) []statement {
	set := func(on bool) []statement {
		r.mu.Lock()
		defer r.mu.Unlock()
		sent := r.sent
		r.on, r.sent = on, nil
		return sent
	}
	set(true)
	f()
	return set(false)
}

// owner is the column of whoever has a row, as the mixin Owned has it.
const owner = "user_id"

// plansOf asks a PostgreSQL how it runs what goes through a recorder, for whom it
// does: row-level security is part of a plan.
func plansOf(db *database.DB, sent *recorder, rows int) *conformance.Plans {
	return &conformance.Plans{
		Rows: rows,
		Grow: func(t testing.TB, user string, owners int) { grow(t, db, user, owners) },
		Explain: func(t testing.TB, serve func()) []conformance.Plan {
			var plans []conformance.Plan
			for _, s := range sent.record(serve) {
				plans = append(plans, explain(t, db, sent.Driver, s))
			}
			return plans
		},
	}
}

// node is a step of a plan, as EXPLAIN (FORMAT JSON) has it.
type node struct {
	Type  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Index string `json:"Index Name"`
	Cond  string `json:"Index Cond"`
	Plans []node
}

func explain(t testing.TB, db *database.DB, asked dialect.Driver, s statement) conformance.Plan {
	t.Helper()
	var rows sql.Rows
	if err := asked.Query(context.WithoutCancel(s.by), "EXPLAIN (FORMAT JSON) "+s.sql, s.args, &rows); err != nil {
		t.Fatalf("%v\n%s", err, s.sql)
	}
	raw, err := sql.ScanString(rows)
	if err != nil {
		t.Fatal(err)
	}
	var tops []struct{ Plan node }
	if err := json.Unmarshal([]byte(raw), &tops); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	plan := conformance.Plan{Statement: s.sql}
	for _, top := range tops {
		read(t, db, &plan, top.Plan, "")
	}
	return plan
}

// read adds a step and those below it to a plan.
func read(t testing.TB, db *database.DB, plan *conformance.Plan, n node, indent string) {
	t.Helper()
	plan.Text += indent + strings.TrimSpace(n.Type+" "+n.Table+" "+n.Index+" "+n.Cond) + "\n"
	plan.Sorts = plan.Sorts || strings.Contains(n.Type, "Sort")
	switch {
	case n.Type == "Seq Scan":
		plan.Scans = append(plan.Scans, conformance.Scan{Table: n.Table})
	case n.Index != "":
		var first string
		var primary bool
		err := db.SQL().QueryRowContext(t.Context(), `SELECT a.attname, i.indisprimary FROM pg_index i, pg_attribute a
			WHERE i.indexrelid = $1::regclass AND a.attrelid = i.indrelid AND a.attnum = i.indkey[0]`, `"`+n.Index+`"`).Scan(&first, &primary)
		if err != nil {
			t.Fatalf("%s: %v", n.Index, err)
		}
		plan.Scans = append(plan.Scans, conformance.Scan{
			Table: n.Table, Index: n.Index,
			ByOwner: first == owner && strings.Contains(n.Cond, owner),
			ByKey:   first != owner && n.Cond != "" && (primary || first != "id"),
		})
	}
	for _, below := range n.Plans {
		read(t, db, plan, below, indent+"  ")
	}
}
