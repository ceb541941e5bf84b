package migrations_test

import (
	"testing"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/migration/apply"
)

// TestChangesAreCounted: who has rows when their table gets a change feed has a counter from
// then on, and numbers of later changes are greater.
func TestChangesAreCounted(t *testing.T) {
	db := open(t)
	row := `INSERT INTO tasks (id, user_id, title, completed, priority, version, created_at, updated_at) VALUES (gen_random_uuid(), 'ann', 'a', false, 'low', 1, now(), now())`
	for _, to := range []string{"20261129214922", ""} {
		if _, err := apply.Run(t.Context(), db, migrations.FS, apply.Options{To: to}); err != nil {
			t.Fatal(err)
		}
		var counters int
		if to == "" {
			if err := db.SQL().QueryRowContext(t.Context(), `SELECT count(*) FROM change_counters WHERE user_id = 'ann' AND floor > 0`).Scan(&counters); err != nil || counters != 1 {
				t.Errorf("ann has %d counters, %v, want one", counters, err)
			}
		}
		if _, err := db.SQL().ExecContext(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	var on bool
	err := db.SQL().QueryRowContext(t.Context(), `SELECT number = began + 1 AND floor = began FROM change_counters WHERE user_id = 'ann'`).Scan(&on)
	if err != nil || !on {
		t.Errorf("the counter goes on from the migration: %v, %v", on, err)
	}
}
