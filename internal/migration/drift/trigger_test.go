package drift_test

import (
	"testing"

	"github.com/entask/entask/internal/migration/drift"
)

// TestTriggers changes the triggers of a migrated database, and the functions that they call.
func TestTriggers(t *testing.T) {
	s := migrated(t)
	s.run(t, `CREATE FUNCTION "noteKey"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.answer := OLD.answer; RETURN NEW; END $$;
CREATE TRIGGER "noteKey" BEFORE UPDATE OF fingerprint, answer ON idempotency_keys FOR EACH ROW WHEN (NEW.key IN ('a', 'b')) EXECUTE FUNCTION "noteKey"('it''s; so');
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON idempotency_keys DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "noteKey"();
CREATE TRIGGER always AFTER DELETE ON idempotency_keys REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "noteKey"();
ALTER TABLE idempotency_keys ENABLE ALWAYS TRIGGER always`)
	var err error
	if s.want, err = drift.Read(t.Context(), s.db.SQL()); err != nil {
		t.Fatal(err)
	}
	if lines, _ := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
		t.Fatalf("before anything is changed: %q", lines)
	}
	for _, tc := range []struct {
		hand string
		want []string
	}{
		{`DROP TRIGGER "noteKey" ON idempotency_keys`, []string{"error: trigger noteKey of idempotency_keys is missing"}},
		{"DROP TRIGGER late ON idempotency_keys", []string{"error: trigger late of idempotency_keys is missing"}},
		{"DROP TRIGGER always ON idempotency_keys", []string{"error: trigger always of idempotency_keys is missing"}},
		{`ALTER TABLE idempotency_keys DISABLE TRIGGER "noteKey"`, []string{"error: trigger noteKey of idempotency_keys is disabled"}},
		{`ALTER TABLE idempotency_keys ENABLE REPLICA TRIGGER "noteKey"`, []string{"error: trigger noteKey of idempotency_keys is disabled"}},
		{"ALTER TABLE idempotency_keys DISABLE TRIGGER always", []string{"error: trigger always of idempotency_keys is disabled"}},
		{`ALTER TABLE idempotency_keys ENABLE ALWAYS TRIGGER "noteKey"`, []string{"warning: trigger noteKey of idempotency_keys is changed"}},
		{"ALTER TABLE idempotency_keys ENABLE TRIGGER always", []string{"warning: trigger always of idempotency_keys is changed"}},
		{
			"ALTER TABLE idempotency_keys DISABLE TRIGGER USER",
			[]string{"error: trigger always of idempotency_keys is disabled", "error: trigger late of idempotency_keys is disabled", "error: trigger noteKey of idempotency_keys is disabled"},
		},
		{
			"DROP TRIGGER late ON idempotency_keys;\nCREATE TRIGGER late BEFORE INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION \"noteKey\"()",
			[]string{"error: trigger late of idempotency_keys is changed"},
		},
		{
			`CREATE OR REPLACE TRIGGER "noteKey" BEFORE UPDATE OF fingerprint, answer ON idempotency_keys FOR EACH ROW WHEN (NEW.key IN ('a', 'c')) EXECUTE FUNCTION "noteKey"('it''s; so')`,
			[]string{"error: trigger noteKey of idempotency_keys is changed"},
		},
		{"CREATE TRIGGER more AFTER INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION \"noteKey\"()", []string{"warning: trigger more of idempotency_keys is additional"}},
		{"CREATE TRIGGER more INSTEAD OF DELETE ON idempotency_keys_expired FOR EACH ROW EXECUTE FUNCTION \"noteKey\"()", []string{"warning: trigger more of idempotency_keys_expired is additional"}},
		{
			`CREATE OR REPLACE FUNCTION "noteKey"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.answer := NEW.answer; RETURN NEW; END $$`,
			[]string{`error: function "noteKey"() is changed`},
		},
		{`REVOKE EXECUTE ON FUNCTION "noteKey"() FROM PUBLIC`, nil}, // whoever writes needs none
		{`ALTER FUNCTION "noteKey"() SECURITY DEFINER`, []string{`error: function "noteKey"() is changed`}},
		{
			`DROP FUNCTION "noteKey"() CASCADE`,
			[]string{
				`error: function "noteKey"() is missing`,
				"error: trigger always of idempotency_keys is missing", "error: trigger late of idempotency_keys is missing", "error: trigger noteKey of idempotency_keys is missing",
			},
		},
	} {
		if !s.byHand(t, tc.hand, tc.want) {
			return // the others would find this one too
		}
	}
	s.run(t, "ALTER TABLE idempotency_keys DISABLE TRIGGER late")
	_, all := s.differences(t, drift.Options{Serving: true})
	const want = "what is written to idempotency_keys no longer has the effects of the trigger"
	if got := all[0].Consequence(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
