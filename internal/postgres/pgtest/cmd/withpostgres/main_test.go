package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func TestRun(t *testing.T) {
	pgtest.NewDatabase(t) // skips where there is no PostgreSQL
	none := func(string) string { return "" }
	for _, tc := range []struct {
		name   string
		args   []string
		want   int
		output string
	}{
		{"no command", []string{"--"}, 2, "usage: withpostgres [-pooler | -citus] [--] command [argument ...]\n"},
		{"no such flag", []string{"-poolers", "--", "true"}, 2, "flag provided but not defined: -poolers\nusage:"},
		{"no such program", []string{"--", "/no/such/program"}, 1, "no such file"},
		{"no Citus", []string{"-citus", "--", "sh", "-c", "exit 7"}, 0, "NOTHING RAN ON CITUS: ENTASK_TEST_CITUS_URL is not set\n"},
		{"exit status", []string{"--", "sh", "-c", "exit 7"}, 7, ""},
		{"variable", []string{"sh", "-c", "echo $" + pgtest.Env}, 0, "postgres://postgres@127.0.0.1:"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			if got := run(tc.args, none, &out, &out); got != tc.want {
				t.Errorf("run(%q) = %d, want %d", tc.args, got, tc.want)
			}
			if !strings.Contains(out.String(), tc.output) {
				t.Errorf("run(%q) wrote %q, want it to contain %q", tc.args, out.String(), tc.output)
			}
		})
	}
	t.Run("pooler", func(t *testing.T) {
		var out bytes.Buffer
		status := run([]string{"-pooler", "--", "sh", "-c", "echo $" + pgtest.PoolerEnv}, none, &out, &out)
		if strings.Contains(out.String(), cluster.ErrNoPooler.Error()) {
			pgtest.Missing(t, cluster.ErrNoPooler)
		}
		if want := "postgres://postgres@127.0.0.1:"; status != 0 || !strings.HasPrefix(out.String(), want) {
			t.Errorf("with -pooler: status %d, %q, want %s…", status, out.String(), want)
		}
	})
	t.Run("Citus", func(t *testing.T) {
		var out bytes.Buffer
		url := func(name string) string { return map[string]string{pgtest.CitusEnv: "postgres://coordinator/"}[name] }
		if status := run([]string{"-citus", "sh", "-c", "echo $" + pgtest.Env}, url, &out, &out); status != 0 || out.String() != "postgres://coordinator/\n" {
			t.Errorf("with -citus: status %d, the command saw %q", status, out.String())
		}
	})
	t.Run("server that is there is used", func(t *testing.T) {
		var out bytes.Buffer
		t.Setenv(pgtest.Env, "postgres://somewhere/")
		run([]string{"sh", "-c", "echo $" + pgtest.Env}, os.Getenv, &out, &out)
		if got := strings.TrimSpace(out.String()); got != "postgres://somewhere/" {
			t.Errorf("the command saw %q", got)
		}
	})
}
