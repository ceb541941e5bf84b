//go:build recipes

package recipes

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// project is all that a stranger writes. No other file is edited.
const project = `package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

type Project struct{ ent.Schema }

func (Project) Mixin() []ent.Mixin { return []ent.Mixin{Owned{}, Versioned{}, SoftDeleted{}} }

func (Project) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("name").Annotations(rest.Searchable()), rest.Length(1, 100)),
		field.Bool("archived").Default(false).Annotations(rest.Filterable(rest.Equal())),
	}
}

func (Project) Edges() []ent.Edge { return []ent.Edge{edge.To("tasks", Task.Type)} }

func (Project) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Syncable(), rest.ClientIDs()}
}
`

const nobodys = "entc: ent/schema: Project: nobody owns its rows: add Owned{} to Mixin, or rest.Internal() to Annotations, which keeps it out of the API\n" +
	"ent/schema: Project: has rest.ClientIDs, but a key without the owner, so an id would tell one user what another one has: add Owned{} to Mixin, or remove rest.ClientIDs()\n" +
	"ent/schema: Project: has rest.Syncable, and no API in which its rows have an owner: changes are counted for each owner: remove rest.Syncable(), or add Owned{} to Mixin, without rest.Internal()\n" +
	"ent/schema: Project: has a trash, but no owner whose rows are in it: remove SoftDeleted{}, or add Owned{} before it to Mixin\n" +
	"exit status 1\ngenerate.go:4: running \"go\": exit status 1\n"

// TestStranger adds an entity with an edge to a clean copy and generates: the entity then
// has everything that tasks have, on both databases.
func TestStranger(t *testing.T) {
	r := newReader(t, "")
	schema := filepath.Join(r.dir, "ent", "schema", "project.go")

	writeFile(t, schema, strings.Replace(project, "Owned{}, ", "", 1))
	if got, status := r.sh(t, "go generate"); status == 0 || got != nobodys {
		t.Errorf("without an owner: status %d\n%s\nwant\n%s", status, got, nobodys)
	}
	writeFile(t, schema, project)
	for _, command := range []string{"go generate", "make migration name=add_projects", "make build"} {
		if got, status := r.sh(t, command); status != 0 {
			t.Fatalf("%s: status %d\n%s", command, status, got)
		}
	}
	t.Run("dev", func(t *testing.T) { r.visit(t, "bin/entask dev", "…Ctrl-C…", nil) })
	t.Run("serve", func(t *testing.T) {
		r.visit(t, "bin/entask serve --migrate", "…\"msg\":\"serving\"…", []string{
			"DATABASE_URL=" + pgtest.NewDatabase(t), "BETTER_AUTH_URL=http://localhost:3000",
			"BETTER_AUTH_SECRET=a-shared-secret-of-thirty-two-bytes-or-more", "AUTH_JWKS_URL=off",
		})
	})
	t.Run("browser", func(t *testing.T) { r.followInBrowser(t) })
	t.Run("conformance", func(t *testing.T) {
		if got, status := r.sh(t, "go test -vet=off ./internal/proof/conformance -run 'TestPostgres|TestSQLite'"); status != 0 {
			t.Errorf("status %d\n%s", status, got)
		}
	})
	t.Run("take it back", func(t *testing.T) {
		if got, status := r.sh(t, "rm ent/schema/project.go && go generate && go build ./..."); status != 0 || got != "" {
			t.Errorf("status %d\n%s", status, got)
		}
		for _, folder := range []string{"ent", "ogent"} {
			if stale, err := filepath.Glob(filepath.Join(r.dir, folder, "*project*")); err != nil || len(stale) > 0 {
				t.Errorf("%q are left, %v", stale, err)
			}
		}
	})
}

// followInBrowser has RxDB follow the entity in Chromium, on two devices without a network. What
// the page says of it is all that is written for it.
func (r *reader) followInBrowser(t *testing.T) {
	for _, folder := range []string{"web", "internal/tools/npm"} {
		if _, err := os.Stat(filepath.Join(root, folder, "node_modules")); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("npm ci --prefix %s: %v", folder, err)
			}
			t.Skipf("this test needs npm ci --prefix %s", folder)
		}
	}
	web, seed := filepath.Join(root, "web"), strconv.Itoa(rand.IntN(1_000_000))
	for _, args := range [][]string{
		{"npm", "run", "build", "--prefix", web, "--workspace", "client", "--workspace", "react"},
		{"node", root + "/internal/proof/e2e/browser/offline/main.mjs", "projects", filepath.Join(r.dir, "bin", "entask"), "sqlite://" + filepath.Join(t.TempDir(), "entask.db"), seed},
	} {
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// sh runs a command in the copy.
func (r *reader) sh(t *testing.T, command string) (printed string, status int) {
	t.Helper()
	printed, status, err := r.shell.run(command)
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, printed)
	}
	return printed, status
}

// visit starts the service with further settings and uses it as three users would.
func (r *reader) visit(t *testing.T, command, up string, settings []string) {
	env := slices.Concat(r.env, settings)
	_, stop := start(t, r.dir, env, command, pattern(up))
	defer stop()
	token := func(user string) string {
		cmd := exec.CommandContext(t.Context(), filepath.Join(r.dir, "bin", "entask"), "token", "--sub", user)
		cmd.Dir, cmd.Env = r.dir, env
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("token: %v", err)
		}
		return strings.TrimSpace(string(out))
	}
	api := "http://" + r.address
	use(t, user{t, api, token("ann")}, user{t, api, token("bob")}, user{t, api, ""})
}
