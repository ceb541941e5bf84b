package config_test

import (
	"errors"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/config"
)

const secret = "0123456789abcdef0123456789abcdef"

// vars is an environment. Nothing of the process's own comes through.
type vars map[string]string

func (v vars) get(name string) string { return v[name] }

func load(t testing.TB, v vars, needs ...config.Need) config.Config {
	t.Helper()
	c, err := config.Load(v.get, t.TempDir(), needs...)
	if err != nil {
		t.Fatalf("Load() = %v", err)
	}
	return c
}

func TestDefaults(t *testing.T) {
	t.Setenv("RATE_LIMIT", "1/second") // must not be seen
	got := load(t, vars{
		"DATABASE_URL":    "sqlite://tasks.db",
		"BETTER_AUTH_URL": "https://App.example.com:443/",
	}, config.ForServe)
	origin := []string{"https://app.example.com"}
	want := config.Config{
		DatabaseURL:              got.DatabaseURL,
		BetterAuthURL:            "https://App.example.com:443/",
		JWKSURL:                  "https://App.example.com:443/api/auth/jwks",
		Issuers:                  origin,
		Audiences:                origin,
		AllowedOrigins:           origin,
		HTTPAddr:                 ":8000",
		HTTPBodyLimit:            65536,
		MetricsAddr:              "127.0.0.1:9090",
		ReplicaWait:              20 * time.Millisecond,
		PoolMin:                  1,
		PoolMax:                  10,
		DrainDelay:               time.Second,
		ConnMaxLifetime:          5 * time.Minute,
		RateLimit:                config.Rate{Count: 600, Period: time.Minute},
		RateLimitUnauthenticated: config.Rate{Count: 60, Period: time.Minute},
		StreamsPerUser:           8,
		MaxStreams:               2000,
		SlowRequest:              time.Second,
		LogLevel:                 slog.LevelInfo,
		LogFormat:                "json",
		OTel:                     map[string]config.Secret{},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := got.DatabaseURL.Reveal(); got != "sqlite://tasks.db" {
		t.Errorf("DatabaseURL = %s", got)
	}
}

func TestParsed(t *testing.T) {
	got := load(t, vars{
		"BETTER_AUTH_URL":            "https://example.com/app",
		"BETTER_AUTH_SECRET":         secret,
		"AUTH_JWKS_URL":              "off",
		"AUTH_ISSUER":                "one, two,",
		"CORS_ALLOWED_ORIGINS":       "https://a.example.com/, http://localhost:*",
		"CORS_ALLOWED_HEADERS":       "X-One, X-Two",
		"CORS_ALLOW_CREDENTIALS":     "true",
		"MCP_URL":                    "off",
		"METRICS_ADDR":               "off",
		"HTTP_BODY_LIMIT":            "1MiB",
		"RATE_LIMIT":                 "off",
		"RATE_LIMIT_UNAUTHENTICATED": "5/hour",
		"TRUSTED_PROXIES":            "10.1.2.3/8,::1",
		"LOG_LEVEL":                  "debug",
	})
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"secret", got.BetterAuthSecret.Reveal(), secret},
		{"key set off", got.JWKSURL, ""},
		{"issuers", got.Issuers, []string{"one", "two"}},
		{"issuers of the secret", got.SecretIssuers, []string{"one", "two"}},
		{"audiences", got.Audiences, []string{"https://example.com"}},
		{"audiences of the secret stay unchecked", got.SecretAudiences, []string(nil)},
		{"origins", got.AllowedOrigins, []string{"https://a.example.com", "http://localhost:*"}},
		{"headers", got.AllowedHeaders, []string{"X-One", "X-Two"}},
		{"credentials", got.AllowCredentials, true},
		{"tools off", got.MCPOff, true},
		{"no URL of the tools", got.MCPURL, ""},
		{"metrics off", got.MetricsAddr, ""},
		{"body limit", got.HTTPBodyLimit, int64(1 << 20)},
		{"rate off", got.RateLimit.Off(), true},
		{"rate", got.RateLimitUnauthenticated, config.Rate{Count: 5, Period: time.Hour}},
		{"networks", got.TrustedProxies, []netip.Prefix{
			netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}},
		{"level", got.LogLevel, slog.LevelDebug},
	} {
		if !reflect.DeepEqual(tc.got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

func TestKeySetURL(t *testing.T) {
	for base, want := range map[string]string{
		"https://example.com":                "https://example.com/api/auth/jwks",
		"https://example.com/":               "https://example.com/api/auth/jwks",
		"https://example.com/app":            "https://example.com/app/api/auth/jwks",
		"https://example.com/app/api/auth":   "https://example.com/app/api/auth/jwks",
		"http://[::1]:3000":                  "http://[::1]:3000/api/auth/jwks",
		"http://auth.default.svc:3000/a%2Fb": "http://auth.default.svc:3000/a%2Fb/api/auth/jwks",
	} {
		if got := load(t, vars{"BETTER_AUTH_URL": base}).JWKSURL; got != want {
			t.Errorf("of %s: got %s, want %s", base, got, want)
		}
	}
}

func TestDotEnv(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "HTTP_ADDR=:1\nLOG_FORMAT='text'\nOTEL_SERVICE_NAME=file\nOTEL_SDK_DISABLED=true\n")
	got, err := config.Load(vars{"HTTP_ADDR": ":2", "OTEL_SERVICE_NAME": "real"}.get, dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.HTTPAddr != ":2" || got.LogFormat != "text" {
		t.Errorf("got %s, %s, want the real :2 and the file's text", got.HTTPAddr, got.LogFormat)
	}
	if len(got.OTel) != 1 || got.OTel["OTEL_SDK_DISABLED"].Reveal() != "true" {
		t.Errorf("OTel = %v, want only what the environment lacks", got.OTel)
	}
}

func TestExampleNamesEveryVariable(t *testing.T) {
	text, err := os.ReadFile("../../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := exampleNames(string(text)), config.Names(); !reflect.DeepEqual(got, want) {
		t.Errorf(".env.example names\n%v, Config has\n%v", got, want)
	}
	dir := t.TempDir()
	write(t, dir, string(text))
	if _, err := config.Load(vars{}.get, dir, config.ForServe); err != nil {
		t.Errorf("a plain copy of .env.example: %v", err)
	}
}

func write(t testing.TB, dir, dotEnv string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(dotEnv), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestErrorIsFaults(t *testing.T) {
	_, err := config.Load(vars{}.get, t.TempDir(), config.ForMigrate)
	var faults config.Faults
	if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Name != "DATABASE_URL" {
		t.Errorf("Load() = %#v, want one fault, of DATABASE_URL", err)
	}
}
