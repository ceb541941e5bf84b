package drift_test

import (
	"testing"

	"github.com/entask/entask/internal/migration/drift"
)

// TestRenamedKeeps: what was renamed is itself again after the statements that are told: the
// rows of a table, what is in a column, an index. The same goes for a column that merely
// resembles it: nothing is dropped.
func TestRenamedKeeps(t *testing.T) {
	s := migrated(t)
	s.run(t, "SET app.user_id = 'ann';\nINSERT INTO idempotency_keys (id, user_id, key, fingerprint, answer, expires_at) VALUES (gen_random_uuid(), 'ann', 'k', '', 'kept', now())")
	const kept = "SELECT (SELECT answer FROM idempotency_keys), 'idempotencykey_user_id_key'::regclass::oid, (SELECT oid FROM pg_constraint WHERE conname = 'idempotency_keys_key_length')"
	state := func() (answer []byte, index, check uint32, err error) {
		err = s.conn.QueryRow(t.Context(), kept).Scan(&answer, &index, &check)
		return answer, index, check, err
	}
	_, index, check, err := state()
	if err != nil {
		t.Fatal(err)
	}
	for _, hand := range []string{
		"ALTER TABLE idempotency_keys RENAME COLUMN answer TO reply",
		"ALTER TABLE idempotency_keys RENAME TO replies",
		"ALTER INDEX idempotencykey_user_id_key RENAME TO more",
		"ALTER TABLE idempotency_keys RENAME CONSTRAINT idempotency_keys_key_length TO more",
	} {
		s.run(t, hand)
		_, all := s.differences(t, drift.Options{Serving: true})
		for _, d := range all {
			s.run(t, d.Mend)
		}
		if answer, i, c, err := state(); err != nil || string(answer) != "kept" || i != index || c != check {
			t.Errorf("after %s: the answer is %q, the index %d, the check %d, %v; want those before", hand, answer, i, c, err)
		}
	}
}
