package drift_test

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestMember: a role that serves and is a member of the owner reads everybody's rows where no
// viewer is named, by the policies for migrations, and can take row-level security off.
func TestMember(t *testing.T) {
	s := migrated(t)
	s.run(t, "SET app.user_id = 'ann';\nINSERT INTO idempotency_keys (id, user_id, key, fingerprint, expires_at) VALUES (gen_random_uuid(), 'ann', 'k', '', now());\nSET app.user_id = ''")
	super := s
	super.conn = pgtest.Connect(t, pgtest.AsSuperuser(t, s.url))
	suffix := strings.ToLower(rand.Text()) // roles are those of all databases
	role, group := "member_"+suffix, "group_"+suffix
	super.run(t, "CREATE ROLE "+role+";\nCREATE ROLE "+group+";\nGRANT USAGE ON SCHEMA public TO "+role+";\nGRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+role)
	defer func() {
		_, _ = super.conn.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role+", "+group)
	}()
	rows := func() (n int) {
		t.Helper()
		super.run(t, "SET ROLE "+role)
		defer super.run(t, "RESET ROLE")
		if err := super.conn.QueryRow(t.Context(), "SELECT count(*) FROM idempotency_keys").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, tc := range []struct{ grant, want string }{
		{"GRANT " + pgtest.Owner + " TO " + role, "error: grant " + pgtest.Owner + " to " + role + " is additional"},
		{"GRANT " + pgtest.Owner + " TO " + group + ";\nGRANT " + group + " TO " + role, "error: grant " + group + " to " + role + " is additional"},
	} {
		if n := rows(); n != 0 {
			t.Fatalf("before %s: %d rows of others, want none", tc.grant, n)
		}
		super.run(t, tc.grant)
		if n := rows(); n != 1 {
			t.Errorf("after %s: %d rows of others, want 1", tc.grant, n)
		}
		for name, o := range map[string]drift.Options{"found": {}, "named": {Role: role}} {
			lines, all := s.differences(t, o)
			if !slices.Equal(lines, []string{tc.want}) {
				t.Fatalf("%s: got %q, want %q", name, lines, tc.want)
			}
			if got := all[0].Consequence(); got != "the role gets past row-level security" {
				t.Errorf("got %q", got)
			}
			if len(drift.Walls(all)) != 1 {
				t.Error("of a later release's schema it is not known")
			}
		}
		if lines, _ := s.differences(t, drift.Options{Unwalled: true}); len(lines) > 0 {
			t.Errorf("where that is meant: %q", lines)
		}
		_, all := s.differences(t, drift.Options{})
		super.run(t, all[0].Mend)
	}
	if lines, _ := s.differences(t, drift.Options{Role: pgtest.Owner}); len(lines) > 0 {
		t.Errorf("the owner itself: %q", lines)
	}
}
