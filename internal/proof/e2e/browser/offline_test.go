//go:build example

package browser

import (
	"cmp"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestOffline edits at random on two devices of a user, one of them with two tabs, whose pages are
// the recipes of docs/sync.md, without a network, while the service is killed and started again and
// a tab is closed. SEED repeats a run, as far as what happens at the same time can be repeated.
func TestOffline(t *testing.T) {
	chromium := needBrowser(t)
	if _, err := os.Stat(web + "/node_modules"); err != nil {
		need(t, "this test needs the packages of web: npm ci --prefix web")
	}
	binary := filepath.Join(t.TempDir(), "entask")
	command(t, nil, "go", "build", "-o", binary, "../../../../cmd/entask")
	for _, packageName := range []string{"client", "react"} {
		command(t, nil, "npm", "run", "build", "--prefix", web, "--workspace", packageName)
	}
	command(t, nil, "npm", "run", "recipes", "--prefix", web, "--workspace", "offline")
	seed := cmp.Or(os.Getenv("SEED"), strconv.Itoa(rand.IntN(1_000_000)))

	for _, kind := range []string{"rxdb", "db", "query"} {
		for name, database := range map[string]func(*testing.T) string{
			"sqlite":   func(t *testing.T) string { return "sqlite://" + filepath.Join(t.TempDir(), "entask.db") },
			"postgres": func(t *testing.T) string { return pgtest.NewDatabase(t) },
		} {
			t.Run(kind+"/"+name, func(t *testing.T) {
				cmd := exec.CommandContext(t.Context(), "node", "offline/main.mjs", kind, binary, database(t), seed)
				cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Errorf("SEED=%s: %v\n%s", seed, err, out)
				}
				t.Logf("SEED=%s\n%s", seed, out)
			})
		}
	}
}
