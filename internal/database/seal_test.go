package database_test

import (
	"context"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/seal"
	"github.com/entask/entask/internal/runtime/viewer"
)

// counters has ann's.
var counters = []string{
	"CREATE TABLE change_counters (user_id varchar(255) PRIMARY KEY, number bigint NOT NULL, seal bigint)",
	"INSERT INTO change_counters VALUES ('ann', 1000, 234), ('bob', 7, NULL)",
}

// unknown reads one row, unless ahead of it the seal is found that is known. It returns what was
// found, and how many rows.
func unknown(ctx context.Context, t *testing.T, on dialect.Driver, known string) (found string, n int) {
	t.Helper()
	asked := &seal.Asked{Known: known, Found: "of another attempt"}
	values := rows.ValuesOf(func([]string) ([]any, error) { return []any{new(sql.NullString)}, nil }, []string{"text"})
	n, err := rows.EachWithin(ctx, &rows.Bound{Bytes: 1_000_000, Seal: asked}, values, on,
		"SELECT 'a row' WHERE current_setting('app.seal', true) IS DISTINCT FROM $1", []any{known},
		func([]string, []any) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return asked.Found, n
}

// TestSeal: the seal of the viewer is found ahead of the rows, in the same round trip. Citus hands
// on no setting of a statement, so there it is not asked for.
func TestSeal(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			to, l := newLine(t, inMode(t, mode))
			db := open(t, database.Options{URL: to, PoolMax: 1, Viewer: viewer.ID})
			for _, made := range counters {
				exec(t, db, made)
			}
			ann, spreads := asUser(t.Context(), "ann"), strings.HasSuffix(mode, "citus")
			for _, tc := range []struct {
				name  string
				by    context.Context
				known string
				found string
				rows  int
			}{
				{"known", ann, "1234", "1234", 0},
				{"another", ann, "1235", "1234", 1},
				{"none known", ann, "", "1234", 1},
				{"none drawn", asUser(t.Context(), "bob"), "1234", "", 1},
				{"no counter", asUser(t.Context(), "eve"), "1234", "", 1},
				{"known, once more", ann, "1234", "1234", 0},
				{"nobody", t.Context(), "1234", "", 1},
			} {
				if spreads {
					tc.found, tc.rows = "", 1
				}
				unknown(tc.by, t, db.Driver(), tc.known) // describes
				l.taken()
				found, n := unknown(tc.by, t, db.Driver(), tc.known)
				if trips := l.taken(); trips != 1 || n != tc.rows {
					t.Errorf("%s: %d round trips and %d rows, want one and %d", tc.name, trips, n, tc.rows)
				}
				if found != tc.found {
					t.Errorf("%s: found %q, want %q", tc.name, found, tc.found)
				}
			}
		})
	}
}

// TestSealOfReplica: a replica finds the seal as the primary does, also in one round trip.
func TestSealOfReplica(t *testing.T) {
	p := newPair(t)
	p.onPrimary(t, "app", counters...)
	primary, _ := newLine(t, p.primary.URL("app"))
	replica, sent := newLine(t, p.standby.URL("app"))
	db := p.openAt(t, primary, replica)
	ann := asUser(t.Context(), "ann")
	db.used(t)
	for range 20 { // every connection describes and proves once
		unknown(ann, t, db.Driver(), "1234")
	}
	sent.taken()
	before := db.byReplica(t)
	for range 10 {
		if found, n := unknown(ann, t, db.Driver(), "1234"); found != "1234" || n != 0 {
			t.Errorf("found %q and %d rows, want 1234 and none", found, n)
		}
	}
	if n, trips := db.byReplica(t)-before, sent.taken(); n != 10 || trips != 10 {
		t.Errorf("the replica has answered %d of 10, in %d round trips", n, trips)
	}
}
