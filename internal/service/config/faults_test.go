package config_test

import (
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/config"
)

// A whole message each: this is what an operator reads at three in the morning.
func TestFaults(t *testing.T) {
	serve := vars{"DATABASE_URL": "sqlite://x", "BETTER_AUTH_URL": "https://a.example.com"}
	for _, tc := range []struct {
		name   string
		vars   vars
		dotEnv string
		want   []string
	}{
		{name: "nothing set", want: []string{
			"DATABASE_URL: is required: a URL such as postgres://user:password@host:5432/name",
			"BETTER_AUTH_URL: is required: the origin of the frontend, such as https://app.example.com",
		}},
		{name: "everything wrong at once", vars: vars{
			"DATABASE_URL":               "mysql://root:hunter2@db/x",
			"BETTER_AUTH_URL":            "https://root:hunter2@example.com",
			"BETTER_AUTH_SECRET":         "hunter2",
			"AUTH_JWKS_URL":              "example.com/jwks",
			"AUTH_WEBHOOK_SECRET":        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, whsec_hunter2",
			"MCP_URL":                    "api.example.com/mcp",
			"CORS_ALLOWED_ORIGINS":       "https://a.example.com, example.org, https://*.com",
			"HTTP_ADDR":                  "8000",
			"HTTP_BODY_LIMIT":            "64 kilobytes",
			"METRICS_ADDR":               "localhost:http",
			"DB_POOL_MIN":                "11",
			"DB_CONN_MAX_LIFETIME":       "300",
			"RATE_LIMIT":                 "600/day",
			"RATE_LIMIT_UNAUTHENTICATED": "0/minute",
			"TRUSTED_PROXIES":            "10.0.0.0/8, proxy",
			"REDIS_URL":                  "http://hunter2@redis",
			"DATABASE_REPLICA_URL":       "mysql://hunter2@db",
			"DATABASE_REPLICA_WAIT":      "0s",
			"SLOW_REQUEST":               "-1s",
			"LOG_LEVEL":                  "loud",
			"LOG_FORMAT":                 "xml",
			"AUDIT_LOG":                  "audit.log",
		}, want: []string{
			"DATABASE_URL: must begin with postgres:// or sqlite:// and say where",
			"DATABASE_REPLICA_URL: must begin with postgres:// and say where",
			"DATABASE_REPLICA_WAIT: must be longer than nothing",
			"BETTER_AUTH_URL: must not hold a user name or password",
			"BETTER_AUTH_SECRET: must be at least 32 bytes long, not 7",
			"AUTH_JWKS_URL: must be a URL such as https://app.example.com",
			"AUTH_WEBHOOK_SECRET: must be a list of whsec_ and the base64 of 24 to 64 bytes",
			"MCP_URL: must be a URL such as https://app.example.com",
			`CORS_ALLOWED_ORIGINS: must be a list of origins such as https://app.example.com; "example.org" is invalid, "https://*.com" lets in too many (psl)`,
			`HTTP_ADDR: must be host:port or :port, not "8000"`,
			`HTTP_BODY_LIMIT: must be a size such as 65536, 64KiB or 1MiB, not "64 kilobytes"`,
			`METRICS_ADDR: must be host:port, :port or off, not "localhost:http"`,
			"DB_POOL_MAX: must be at least DB_POOL_MIN, which is 11, not 10",
			`DB_CONN_MAX_LIFETIME: must be a duration such as 300s or 5m, not "300"`,
			`RATE_LIMIT: must be a rate such as 600/minute (or second, or hour) or off, not "600/day"`,
			"RATE_LIMIT_UNAUTHENTICATED: must count from 1 to 1000000, not 0",
			`TRUSTED_PROXIES: must be a list of networks such as 10.0.0.0/8, ::1; "proxy" is none`,
			"REDIS_URL: must be a URL such as redis://host:6379/0",
			"SLOW_REQUEST: must not be negative",
			"LOG_LEVEL: must be debug, info, warn or error",
			`LOG_FORMAT: must be json or text, not "xml"`,
			`AUDIT_LOG: must be stdout, stderr or the absolute path of a file, not "audit.log"`,
		}},
		{name: "a replica of a SQLite", vars: with(serve, "DATABASE_URL", "sqlite://x", "DATABASE_REPLICA_URL", "postgres://db/x"), want: []string{
			"DATABASE_REPLICA_URL: must not be set, because DATABASE_URL is a SQLite, which has no replicas",
		}},
		{name: "no token could be accepted", vars: with(serve, "AUTH_JWKS_URL", "off"), want: []string{
			"AUTH_JWKS_URL: is off and BETTER_AUTH_SECRET is not set: no token could be accepted",
		}},
		{name: "one fault leads to no second", vars: with(serve, "DB_POOL_MAX", "many", "DB_POOL_MIN", "2"), want: []string{
			`DB_POOL_MAX: must be a whole number, not "many"`,
		}},
		{name: "an unreadable .env is not quoted", vars: serve, dotEnv: "hunter2 'x\n", want: []string{
			".env: must consist of lines of the form NAME=value",
		}},
		{name: "a URL with a query", vars: with(serve, "BETTER_AUTH_URL", "https://a.example.com/?x=hunter2"), want: []string{
			"BETTER_AUTH_URL: must have no query and no fragment",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tc.dotEnv)
			_, err := config.Load(tc.vars.get, dir, config.ForServe)
			want := "invalid settings:\n  " + strings.Join(tc.want, "\n  ")
			if err == nil || err.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

func TestDotEnvIsADirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(dir+"/.env", 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(vars{}.get, dir)
	if want := "invalid settings:\n  .env: cannot be read: is a directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func with(base vars, pairs ...string) vars {
	all := maps.Clone(base)
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

var assignment = regexp.MustCompile(`(?m)^#?([A-Z_]+)=`)

func exampleNames(text string) []string {
	var names []string
	for _, match := range assignment.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(match[1], "OTEL_") {
			names = append(names, match[1])
		}
	}
	return names
}
