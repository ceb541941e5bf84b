package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/entask/entask/internal/config"
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
