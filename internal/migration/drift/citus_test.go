package drift_test

import (
	"slices"
	"testing"

	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestSetNullOfCitus: where tables are spread, the trigger that does what the key may not is
// part of the key. Without it the key differs.
func TestSetNullOfCitus(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	s := subject{db: open(t, url), conn: pgtest.Connect(t, url)}
	s.run(t, `CREATE TABLE lists (user_id text, id int, PRIMARY KEY (user_id, id));
CREATE TABLE entries (user_id text, id int, "List" int, CONSTRAINT entries_list FOREIGN KEY (user_id, "List") REFERENCES lists (user_id, id) ON DELETE SET NULL ("List"))`)
	want, err := drift.Read(t.Context(), s.db.SQL())
	if err != nil {
		t.Fatal(err)
	}
	differences := func(want drift.Schema) (all []string) {
		is, err := drift.Read(t.Context(), s.db.SQL())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drift.Diff(is, want) {
			all = append(all, d.String())
		}
		return all
	}
	s.run(t, `ALTER TABLE entries DROP CONSTRAINT entries_list;
ALTER TABLE entries ADD CONSTRAINT entries_list FOREIGN KEY (user_id, "List") REFERENCES lists (user_id, id)`)
	if got := differences(want); !slices.Equal(got, []string{"foreign key entries_list of entries is changed"}) {
		t.Errorf("without the trigger: %q", got)
	}
	s.run(t, `CREATE FUNCTION entask_let_go() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
CREATE TRIGGER entries_list BEFORE DELETE ON lists FOR EACH ROW EXECUTE FUNCTION entask_let_go('public.entries', 'List', 'user_id', 'id')`)
	if got := differences(want); len(got) > 0 {
		t.Errorf("with the trigger: %q", got)
	}
}
