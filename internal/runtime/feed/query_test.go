package feed

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestEpoch: what identifies the history is the cluster, its timeline and the database. It
// reads no table and no function as a table, which Citus would ask with a snapshot of its own.
func TestEpoch(t *testing.T) {
	conn := pgtest.Connect(t, pgtest.Direct(pgtest.NewDatabase(t)))
	var got, want, plan string // the plan in JSON is one row
	const parts = `SELECT concat_ws('.', (SELECT system_identifier FROM pg_control_system()), (SELECT timeline_id FROM pg_control_checkpoint()), (SELECT oid FROM pg_database WHERE datname = current_database()))`
	for query, to := range map[string]*string{epochOfPostgres: &got, parts: &want, "EXPLAIN (FORMAT JSON) " + epochOfPostgres: &plan} {
		if err := conn.QueryRow(t.Context(), query).Scan(to); err != nil {
			t.Fatal(err)
		}
	}
	if got != want || strings.Count(got, ".") != 2 {
		t.Errorf("the history is %q, want %q", got, want)
	}
	if strings.Contains(plan, "Scan") {
		t.Errorf("the plan is %s, want no scan", plan)
	}
}
