package drift_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// stored adds to a migrated database what the migrations of an application may have besides
// tables.
func stored(t *testing.T) subject {
	t.Helper()
	s := migrated(t)
	s.run(t, `CREATE EXTENSION pgcrypto;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO `+pgtest.Service+`;
CREATE SEQUENCE "Numbers" CACHE 5;
CREATE DOMAIN postcode AS text DEFAULT 'a' CONSTRAINT postcode_length CHECK (length(VALUE) < 100);
ALTER TABLE idempotency_keys ADD COLUMN number bigint NOT NULL DEFAULT nextval('"Numbers"'), ADD COLUMN place postcode, ADD COLUMN own serial;
ALTER SEQUENCE idempotency_keys_own_seq OWNED BY idempotency_keys.own;
CREATE MATERIALIZED VIEW counts AS SELECT user_id, count(*) AS n FROM idempotency_keys GROUP BY user_id;
CREATE UNIQUE INDEX counts_user_id ON counts (user_id);
CREATE SCHEMA archive`)
	var err error
	if s.want, err = drift.Read(t.Context(), s.db.SQL()); err != nil {
		t.Fatal(err)
	}
	if lines, _ := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
		t.Fatalf("before: %q", lines)
	}
	return s
}

// TestStored changes sequences, domains, materialized views and extensions by hand.
func TestStored(t *testing.T) {
	s := stored(t)
	const counts = "DROP MATERIALIZED VIEW counts;\nCREATE MATERIALIZED VIEW counts AS SELECT user_id, count(*) AS n FROM idempotency_keys "
	for _, tc := range []struct {
		hand string
		want []string
	}{
		{`DROP SEQUENCE "Numbers" CASCADE`, []string{
			"error: sequence Numbers is missing", "warning: default number of idempotency_keys is missing",
		}},
		{`ALTER SEQUENCE "Numbers" AS integer INCREMENT BY 2 CYCLE`, []string{"warning: sequence Numbers is changed"}},
		{`ALTER SEQUENCE "Numbers" RENAME TO numbers`, []string{
			"error: sequence Numbers is missing", "warning: default number of idempotency_keys is changed",
		}},
		{`REVOKE USAGE ON SEQUENCE "Numbers" FROM ` + pgtest.Service, []string{"error: grant USAGE to " + pgtest.Service + " of Numbers is missing"}},
		{`ALTER DOMAIN postcode DROP CONSTRAINT postcode_length`, []string{"warning: domain check postcode_length of postcode is missing"}},
		{`ALTER DOMAIN postcode ADD CONSTRAINT more CHECK (VALUE <> '') NOT VALID`, []string{"warning: domain check more of postcode is additional"}},
		{"ALTER DOMAIN postcode DROP CONSTRAINT postcode_length;\nALTER DOMAIN postcode ADD CONSTRAINT postcode_length CHECK (length(VALUE) < 10)", []string{"warning: domain check postcode_length of postcode is changed"}},
		{"ALTER DOMAIN postcode DROP CONSTRAINT postcode_length;\nALTER DOMAIN postcode ADD CONSTRAINT postcode_length CHECK (length(VALUE) < 100) NOT VALID", []string{"warning: domain check postcode_length of postcode is changed"}},
		{`ALTER DOMAIN postcode SET NOT NULL`, []string{"error: domain not null of postcode is additional"}},
		{`ALTER DOMAIN postcode DROP DEFAULT`, []string{"warning: domain default of postcode is missing"}},
		{`ALTER DOMAIN postcode SET DEFAULT 'b'`, []string{"warning: domain default of postcode is changed"}},
		{`DROP DOMAIN postcode CASCADE`, []string{
			"error: domain postcode is missing", "error: column place of idempotency_keys is missing", "warning: domain default of postcode is missing", "warning: domain check postcode_length of postcode is missing",
		}},
		{`DROP MATERIALIZED VIEW counts`, []string{
			"error: materialized view counts is missing", "error: unique index counts_user_id of counts is missing",
		}},
		{`DROP INDEX counts_user_id`, []string{"error: unique index counts_user_id of counts is missing"}},
		{counts + "WHERE key > '' GROUP BY user_id;\nCREATE UNIQUE INDEX counts_user_id ON counts (user_id)", []string{"error: materialized view counts is changed"}},
		{"REVOKE SELECT ON counts FROM " + pgtest.Service, []string{"error: grant SELECT to " + pgtest.Service + " of counts is missing"}},
		{"GRANT SELECT ON counts TO PUBLIC", []string{"warning: grant SELECT to PUBLIC of counts is additional"}},
		{`DROP EXTENSION pgcrypto`, []string{"error: extension pgcrypto is missing"}},
	} {
		if !s.byHand(t, tc.hand, tc.want) {
			return // the others would find this one too
		}
	}
	super := s // who owns what is in an extension
	super.conn = pgtest.Connect(t, pgtest.AsSuperuser(t, s.url))
	super.byHand(t, "ALTER EXTENSION pgcrypto SET SCHEMA archive", []string{"error: extension pgcrypto is changed"})
	s.run(t, "ALTER TABLE idempotency_keys ALTER COLUMN place TYPE text;\nDROP DOMAIN postcode;\nCREATE DOMAIN postcode AS integer")
	_, all := s.differences(t, drift.Options{Serving: true})
	const mend = "-- PostgreSQL changes no type of a domain: create it anew."
	if len(all) == 0 || all[0].String() != "domain postcode is changed" || all[0].Mend != mend || all[0].Weight != drift.Error {
		t.Errorf("got %+v", all)
	}
}

// TestSequenceGoesOn: a sequence that was dropped gives out no number that is in the table.
func TestSequenceGoesOn(t *testing.T) {
	s := stored(t)
	const insert = "INSERT INTO idempotency_keys (id, user_id, key, fingerprint, expires_at) SELECT gen_random_uuid(), 'ann', n, '', now() FROM generate_series(1, 7) AS n"
	s.run(t, "SET app.user_id = 'ann';\n"+insert+`;
SET app.user_id = '';
DROP SEQUENCE "Numbers" CASCADE`)
	_, all := s.differences(t, drift.Options{Serving: true})
	for _, d := range all {
		s.run(t, d.Mend)
	}
	var next int
	if err := s.conn.QueryRow(t.Context(), `SELECT nextval('"Numbers"')`).Scan(&next); err != nil || next != 8 {
		t.Errorf("the next number is %d (%v), want 8", next, err)
	}
}

// TestMoved: a table that SET SCHEMA has moved comes back with its rows; one of somebody
// else, with other columns, stays where it is.
func TestMoved(t *testing.T) {
	s := stored(t)
	s.run(t, "SET app.user_id = 'ann';\nINSERT INTO idempotency_keys (id, user_id, key, fingerprint, expires_at) VALUES (gen_random_uuid(), 'ann', 'k', '', now())")
	if !s.byHand(t, "ALTER TABLE idempotency_keys SET SCHEMA archive", []string{"error: table idempotency_keys is missing"}) {
		return
	}
	var kept int
	if err := s.conn.QueryRow(t.Context(), "SELECT count(*) FROM idempotency_keys").Scan(&kept); err != nil || kept != 1 {
		t.Fatalf("%d rows are left (%v), want 1", kept, err)
	}
	s.run(t, "CREATE TABLE archive.idempotency_keys (id bigint);\nALTER TABLE idempotency_keys RENAME TO replies")
	_, all := s.differences(t, drift.Options{Serving: true})
	if want := `ALTER TABLE "replies" RENAME TO "idempotency_keys";`; len(all) != 1 || all[0].Mend != want {
		t.Errorf("got %+v, want %s", all, want)
	}
	s.run(t, "DROP TABLE archive.idempotency_keys;\nALTER TABLE replies RENAME TO idempotency_keys;\nCREATE SCHEMA other;\nCREATE TABLE other.idempotency_keys (LIKE idempotency_keys);\nALTER TABLE idempotency_keys SET SCHEMA archive")
	if _, all = s.differences(t, drift.Options{Serving: true}); strings.Contains(all[0].Mend, "SET SCHEMA") {
		t.Errorf("it may be either of two: %q", all[0].Mend)
	}
}
