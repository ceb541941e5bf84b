package drift_test

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// subject is a migrated database.
type subject struct {
	url     string
	db      *database.DB
	service *database.DB // as the role that serves
	conn    *pgx.Conn    // of the owner
	want    drift.Schema
}

func migrated(t testing.TB) subject {
	t.Helper()
	url := pgtest.NewDatabase(t)
	s := subject{url: url, db: open(t, pgtest.Direct(url)), conn: pgtest.Connect(t, pgtest.Direct(url))}
	if _, err := apply.Run(t.Context(), s.db, migrations.FS, apply.Options{}); err != nil {
		t.Fatal(err)
	}
	s.service = open(t, pgtest.AsService(t, url))
	want, err := drift.Parse(migrations.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	s.want = want
	return s
}

func open(t testing.TB, url string) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (s subject) run(t *testing.T, sql string) {
	t.Helper()
	body := ""
	for part := range strings.SplitSeq(sql, ";\n") { // CONCURRENTLY stands alone
		if part = body + part; strings.Count(part, "$function$")%2 == 1 {
			body = part + ";\n"
			continue
		}
		body = ""
		if _, err := s.conn.Exec(t.Context(), part); err != nil {
			t.Fatalf("%s: %v", part, err)
		}
	}
}

// differences is what Compare finds, a line each.
func (s subject) differences(t *testing.T, o drift.Options) (lines []string, all []drift.Difference) {
	t.Helper()
	db := s.db
	if o.Serving {
		db = s.service
	}
	all, err := drift.Compare(t.Context(), db, s.want, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		lines = append(lines, string(d.Weight)+": "+d.String())
	}
	return lines, all
}

// TestDrift changes a migrated database by hand, wants to be told, and mends it with the
// statements that it is told.
func TestDrift(t *testing.T) {
	s := migrated(t)
	if lines, _ := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
		t.Fatalf("after the migrations: %q", lines)
	}
	for _, tc := range []struct {
		hand string
		want []string
	}{
		{"DROP INDEX idempotencykey_expires_at", []string{"warning: index idempotencykey_expires_at of idempotency_keys is missing"}},
		{"DROP INDEX idempotencykey_user_id_key", []string{"error: unique index idempotencykey_user_id_key of idempotency_keys is missing"}},
		{"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idempotencykey_expires_at'::regclass", []string{"warning: index idempotencykey_expires_at of idempotency_keys is changed"}},
		{"DROP INDEX idempotencykey_expires_at;\nCREATE INDEX idempotencykey_expires_at ON idempotency_keys (expires_at DESC)", []string{"warning: index idempotencykey_expires_at of idempotency_keys is changed"}},
		{"CREATE INDEX more ON idempotency_keys (user_id)", []string{"note: index more of idempotency_keys is additional"}},
		{"CREATE UNIQUE INDEX more ON idempotency_keys (user_id)", []string{"warning: unique index more of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys ADD COLUMN more text", []string{"note: column more of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys ADD COLUMN more text NOT NULL DEFAULT ''", []string{"note: column more of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys ADD COLUMN more text NOT NULL", []string{"error: column more of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys DROP COLUMN answer", []string{"error: column answer of idempotency_keys is missing"}},
		{"ALTER TABLE idempotency_keys RENAME COLUMN answer TO reply", []string{
			"error: column answer of idempotency_keys is missing", "note: column reply of idempotency_keys is additional",
		}},
		{"ALTER TABLE idempotency_keys RENAME TO \"Replies\"", []string{"error: table idempotency_keys is missing"}},
		{"ALTER TABLE idempotency_keys RENAME CONSTRAINT idempotency_keys_pkey TO more", []string{
			"error: primary key idempotency_keys_pkey of idempotency_keys is missing", "warning: primary key more of idempotency_keys is additional",
		}},
		{"ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey, ADD CONSTRAINT more PRIMARY KEY (id)", []string{
			"warning: primary key more of idempotency_keys is additional", "error: primary key idempotency_keys_pkey of idempotency_keys is missing",
		}},
		{"ALTER INDEX idempotencykey_user_id_key RENAME TO \"More\"", []string{
			"error: unique index idempotencykey_user_id_key of idempotency_keys is missing", "warning: unique index More of idempotency_keys is additional",
		}},
		{"ALTER TABLE idempotency_keys ALTER COLUMN answer TYPE text USING ''", []string{"error: column answer of idempotency_keys is changed"}},
		{"ALTER TABLE idempotency_keys ALTER COLUMN fingerprint DROP NOT NULL", []string{"warning: not null fingerprint of idempotency_keys is missing"}},
		{"ALTER TABLE idempotency_keys ALTER COLUMN answer SET NOT NULL", []string{"error: not null answer of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys ALTER COLUMN answer SET DEFAULT ''", []string{"note: default answer of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_key_length", []string{"warning: check idempotency_keys_key_length of idempotency_keys is missing"}},
		{
			"ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_key_length, ADD CONSTRAINT idempotency_keys_key_length CHECK (length(key) BETWEEN 1 AND 25)",
			[]string{"warning: check idempotency_keys_key_length of idempotency_keys is changed"},
		},
		{
			"ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_key_length, ADD CONSTRAINT idempotency_keys_key_length CHECK (length(key) BETWEEN 1 AND 255) NOT VALID",
			[]string{"warning: check idempotency_keys_key_length of idempotency_keys is changed"},
		},
		{"ALTER TABLE idempotency_keys ADD CONSTRAINT more CHECK (key <> 'no')", []string{"warning: check more of idempotency_keys is additional"}},
		{"ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey CASCADE", []string{"error: primary key idempotency_keys_pkey of idempotency_keys is missing"}},
		{"ALTER TABLE idempotency_keys DISABLE ROW LEVEL SECURITY", []string{"error: row-level security of idempotency_keys is missing"}},
		{"ALTER TABLE idempotency_keys NO FORCE ROW LEVEL SECURITY", []string{"error: forced row-level security of idempotency_keys is missing"}},
		{"DROP POLICY idempotency_keys_owner ON idempotency_keys", []string{"error: policy idempotency_keys_owner of idempotency_keys is missing"}},
		{"ALTER POLICY idempotency_keys_owner ON idempotency_keys USING (user_id > '')", []string{"error: policy idempotency_keys_owner of idempotency_keys is changed"}},
		{"ALTER POLICY idempotency_keys_migrations ON idempotency_keys TO PUBLIC", []string{"error: policy idempotency_keys_migrations of idempotency_keys is changed"}},
		{"CREATE POLICY more ON idempotency_keys USING (true)", []string{"error: policy more of idempotency_keys is additional"}},
		{
			"CREATE OR REPLACE FUNCTION idempotency_keys_owner(uuid DEFAULT NULL) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT 'nobody')",
			[]string{"error: function idempotency_keys_owner(uuid) is changed"},
		},
		{"ALTER FUNCTION idempotency_keys_owner(uuid) SECURITY INVOKER", []string{"error: function idempotency_keys_owner(uuid) is changed"}},
		{"ALTER VIEW idempotency_keys_expired SET (security_barrier = false)", []string{"error: view idempotency_keys_expired is changed"}},
		{"REVOKE DELETE ON idempotency_keys FROM " + pgtest.Service, []string{"error: grant DELETE to " + pgtest.Service + " of idempotency_keys is missing"}},
		{"REVOKE SELECT ON idempotency_keys_expired FROM " + pgtest.Service, []string{"error: grant SELECT to " + pgtest.Service + " of idempotency_keys_expired is missing"}},
		{"REVOKE EXECUTE ON FUNCTION idempotency_keys_owner(uuid) FROM PUBLIC", []string{"error: grant EXECUTE to " + pgtest.Service + " of idempotency_keys_owner(uuid) is missing"}},
		{"GRANT TRUNCATE ON idempotency_keys TO " + pgtest.Service, []string{"error: grant TRUNCATE to " + pgtest.Service + " of idempotency_keys is additional"}},
		{"GRANT TRIGGER ON idempotency_keys TO " + pgtest.Service, []string{"error: grant TRIGGER to " + pgtest.Service + " of idempotency_keys is additional"}},
		{"GRANT SELECT, UPDATE ON idempotency_keys TO PUBLIC", []string{"warning: grant SELECT to PUBLIC of idempotency_keys is additional", "warning: grant UPDATE to PUBLIC of idempotency_keys is additional"}},
		{"GRANT SELECT (user_id, answer) ON idempotency_keys TO PUBLIC", []string{"warning: grant SELECT (answer, user_id) to PUBLIC of idempotency_keys is additional"}},
		{"GRANT SELECT ON idempotency_keys_expired TO PUBLIC", []string{"warning: grant SELECT to PUBLIC of idempotency_keys_expired is additional"}},
		{"GRANT CREATE ON SCHEMA public TO " + pgtest.Service, []string{"warning: grant CREATE ON SCHEMA public to " + pgtest.Service + " is additional"}},
		{"GRANT CREATE ON SCHEMA public TO PUBLIC", []string{"warning: grant CREATE ON SCHEMA public to PUBLIC is additional"}},
		{"REVOKE USAGE ON SCHEMA public FROM PUBLIC", []string{"error: grant USAGE ON SCHEMA public to " + pgtest.Service + " is missing"}},
		{
			"REVOKE EXECUTE ON FUNCTION idempotency_keys_purge(timestamptz, integer), idempotency_keys_room(text, integer, bigint, timestamptz) FROM PUBLIC",
			[]string{
				"error: grant EXECUTE to " + pgtest.Service + " of idempotency_keys_purge(timestamp with time zone,integer) is missing",
				"error: grant EXECUTE to " + pgtest.Service + " of idempotency_keys_room(text,integer,bigint,timestamp with time zone) is missing",
			},
		},
		{
			"CREATE FUNCTION idempotency_keys_owner(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
			[]string{"error: function idempotency_keys_owner(text) is additional"},
		},
		{
			"DROP FUNCTION idempotency_keys_room(text, integer, bigint, timestamptz);\nCREATE FUNCTION idempotency_keys_room(text, integer, bigint, timestamptz) RETURNS text LANGUAGE sql AS 'SELECT $1'",
			[]string{"error: function idempotency_keys_room(text,integer,bigint,timestamp with time zone) is changed"},
		},
		{
			"DROP VIEW idempotency_keys_expired;\nCREATE VIEW idempotency_keys_expired WITH (security_barrier) AS SELECT id, expires_at, key FROM idempotency_keys WHERE expires_at < now()",
			[]string{"error: view idempotency_keys_expired is changed"},
		},
		{"ALTER TABLE idempotency_keys SET UNLOGGED", []string{"warning: unlogged storage of idempotency_keys is additional"}},
		{"CREATE RULE more AS ON DELETE TO idempotency_keys DO INSTEAD NOTHING", []string{"error: rule more of idempotency_keys is additional"}},
		{
			"CREATE RULE more AS ON DELETE TO idempotency_keys DO INSTEAD NOTHING;\nALTER TABLE idempotency_keys DISABLE RULE more",
			[]string{"note: rule more of idempotency_keys is additional"},
		},
	} {
		if !s.byHand(t, tc.hand, tc.want) {
			return // the others would find this one too
		}
	}
}

// TestPastRowSecurity: a role may become one that row-level security does not hold while it serves.
func TestPastRowSecurity(t *testing.T) {
	s := migrated(t)
	super := pgtest.Connect(t, pgtest.AsSuperuser(t, s.url))
	role := "past_" + strings.ToLower(rand.Text()) // roles are those of all databases
	exec := func(sql string) {
		t.Helper()
		if _, err := super.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE ROLE " + role + " BYPASSRLS IN ROLE " + pgtest.Service)
	defer func() { _, _ = super.Exec(context.Background(), "DROP ROLE "+role) }()
	lines, all := s.differences(t, drift.Options{Role: role})
	if want := "error: grant BYPASSRLS to " + role + " is additional"; !slices.Equal(lines, []string{want}) {
		t.Fatalf("got %q, want %q", lines, want)
	}
	if got := drift.Walls(all); len(got) != 1 {
		t.Errorf("of a later release's schema %q is known", got)
	}
	if lines, _ := s.differences(t, drift.Options{Role: role, Unwalled: true}); len(lines) > 0 {
		t.Errorf("where that is meant: %q", lines)
	}
	exec(all[0].Mend)
	if lines, _ := s.differences(t, drift.Options{Role: role}); len(lines) > 0 {
		t.Errorf("mended: %q", lines)
	}
}

// TestPublicFunction: where the default privileges of the owner keep functions from PUBLIC,
// one that runs with his rights and is for everybody differs.
func TestPublicFunction(t *testing.T) {
	s := migrated(t)
	s.run(t, "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;\nREVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;\nGRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "+pgtest.Service)
	for _, grant := range []string{
		"GRANT EXECUTE ON FUNCTION idempotency_keys_owner(uuid) TO PUBLIC",
		"GRANT EXECUTE ON FUNCTION idempotency_keys_owner(uuid), idempotency_keys_room(text, integer, bigint, timestamptz) TO PUBLIC", // the second has no rights of its own
	} {
		s.byHand(t, grant, []string{"warning: grant EXECUTE to PUBLIC of idempotency_keys_owner(uuid) is additional"})
	}
}

// byHand runs a statement, wants to be told what differs, and mends it with the statements
// that it is told.
func (s subject) byHand(t *testing.T, hand string, want []string) bool {
	return t.Run(hand, func(t *testing.T) {
		by := s
		if superuser.MatchString(hand) {
			by.conn = pgtest.Connect(t, pgtest.AsSuperuser(t, s.url))
		}
		by.run(t, hand)
		lines, all := s.differences(t, drift.Options{Serving: true})
		if !slices.Equal(lines, want) {
			t.Errorf("got %q, want %q", lines, want)
		}
		for _, d := range all {
			s.run(t, strings.ReplaceAll(d.Mend, "TYPE bytea", "TYPE bytea USING ''"))
		}
		if lines, all := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
			t.Fatalf("after %q: %q", all[0].Mend, lines)
		}
	})
}

// superuser matches what only a superuser may do.
var superuser = regexp.MustCompile("^UPDATE pg_index|TRIGGER ALL$")
