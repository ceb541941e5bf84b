package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/config"
)

func TestLoadDev(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("DATABASE_URL=sqlite://mine.db\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string {
		return map[string]string{"HTTP_ADDR": "127.0.0.1:9"}[name]
	}
	c, err := config.LoadDev(getenv, dir, "data")
	if err != nil {
		t.Fatalf("LoadDev() = %v", err)
	}
	for _, tc := range []struct{ from, got, want string }{
		{"the environment", c.HTTPAddr, "127.0.0.1:9"},
		{"the file", c.DatabaseURL.Reveal(), "sqlite://mine.db"},
		{"the defaults", c.BetterAuthURL, "http://localhost:3000"},
	} {
		if tc.got != tc.want {
			t.Errorf("from %s: got %q, want %q", tc.from, tc.got, tc.want)
		}
	}
}

// TestLoadDevKeySet: where nobody has named an auth server there is none to be asked.
func TestLoadDevKeySet(t *testing.T) {
	for _, tc := range []struct {
		name, dotEnv string
		vars         map[string]string
		want         string
	}{
		{"nothing set", "", nil, ""},
		{"an auth server", "", map[string]string{"BETTER_AUTH_URL": "http://localhost:3000"}, "http://localhost:3000/api/auth/jwks"},
		{"an auth server in .env", "BETTER_AUTH_URL=http://localhost:4000\n", nil, "http://localhost:4000/api/auth/jwks"},
		{"a key set", "", map[string]string{"AUTH_JWKS_URL": "http://localhost:5000/keys"}, "http://localhost:5000/keys"},
		{"off", "", map[string]string{"BETTER_AUTH_URL": "http://localhost:3000", "AUTH_JWKS_URL": "off"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tc.dotEnv)
			c, err := config.LoadDev(func(name string) string { return tc.vars[name] }, dir, "data")
			if err != nil || c.JWKSURL != tc.want {
				t.Errorf("JWKSURL = %q, %v, want %q", c.JWKSURL, err, tc.want)
			}
			if got := c.AllowedOrigins; len(got) != 7 || !strings.HasPrefix(got[0], "http://localhost:") || !slices.Contains(got, "http://127.0.0.1:*") {
				t.Errorf("AllowedOrigins = %q, want the frontend's and those of this machine", got)
			}
		})
	}
}
