package conformance_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"entgo.io/ent/privacy"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/runtime/app"
)

// wallEnv, if set, removes the second wall: the role is a superuser.
const wallEnv = "ENTASK_TEST_NO_WALL"

// TestWithoutPolicy: with Ent's policy switched off, PostgreSQL's row-level security
// alone keeps every promise.
func TestWithoutPolicy(t *testing.T) {
	t.Parallel()
	for name, of := range everyApplication() {
		if of.hide != nil {
			continue // whose policy hides rows from their owner, which is not the wall's promise
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			as := pgtest.AsService
			noWall := os.Getenv(wallEnv) != ""
			if noWall {
				as = pgtest.AsSuperuser
			}
			made := of.on(t, pgtest.NewDatabase(t), as)
			made.Serve = withoutPolicy(made.Serve)
			service := serve(t, made)
			service.NoPolicy, service.NoWall = true, noWall
			conformance.Run(t, service)
		})
	}
}

// withoutPolicy lets every request pass Ent's policy.
func withoutPolicy(serve func(app.Parts) (http.Handler, error)) func(app.Parts) (http.Handler, error) {
	return func(parts app.Parts) (http.Handler, error) {
		authenticate := parts.Authenticate
		parts.Authenticate = func(ctx context.Context, operation string) (context.Context, error) {
			ctx, err := authenticate(ctx, operation)
			if err != nil {
				return ctx, err
			}
			return privacy.DecisionContext(ctx, privacy.Allow), nil
		}
		return serve(parts)
	}
}

// TestNoWallIsFound: without policy and without row-level security, every user reads and
// changes the tasks of all users, and the suite reports it. No row leads to another user's even
// then: that is in the keys.
func TestNoWallIsFound(t *testing.T) {
	for test, holds := range map[string]bool{
		"graph/tasks/access": false, "graph/tasks/access_to_lists": false, "graph/tasks/tools_of_others": false, "graph/tasks/links": true, "graph/folders/links": true,
	} {
		pattern := "^TestWithoutPolicy$/^" + strings.ReplaceAll(test, "/", "$/^") + "$"
		cmd := exec.Command(os.Args[0], "-test.v", "-test.run="+pattern, "-rapid.nofailfile", "-rapid.shrinktime=1ms")
		cmd.Env = append(os.Environ(), wallEnv+"=on")
		out, err := cmd.CombinedOutput()
		result := map[bool]string{false: "FAIL", true: "PASS"}[holds]
		if want := "--- " + result + ": TestWithoutPolicy/" + test + " "; (err == nil) != holds || !strings.Contains(string(out), want) {
			t.Errorf("got %v, want %q\n%s", err, want, out[:min(len(out), 3000)])
		}
	}
}
