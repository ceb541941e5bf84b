package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/config"
)

func TestSecretsAreNeverShown(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "OTEL_EXPORTER_OTLP_HEADERS=authorization=hunter2\n")
	c, err := config.Load(vars{
		"DATABASE_URL":         "postgres://app:hunter2@db:5432/x?sslpassword=hunter2&sslmode=disable",
		"DATABASE_REPLICA_URL": "postgres://app:hunter2@replica:5432/x",
		"BETTER_AUTH_SECRET":   strings.Repeat("hunter2", 5),
		"AUTH_WEBHOOK_SECRET":  "whsec_" + strings.Repeat("hunter2", 4) + "AAAA,whsec_" + strings.Repeat("hunter2", 4) + "BBBB",
		"REDIS_URL":            "redis://:hunter2@redis:6379/0",
	}.get, dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3s"} {
		for _, v := range []any{c, &c, c.BetterAuthSecret, &c.BetterAuthSecret, c.DatabaseURL, c.WebhookSecrets, []any{c.RedisURL}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(h).Info("settings", "all", c, "secret", c.BetterAuthSecret, "webhooks", c.WebhookSecrets, "url", c.DatabaseURL, "otel", c.OTel)
	}
	if err := json.NewEncoder(&out).Encode(c); err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{"hunter2", fmt.Sprintf("%x", "hunter2"), fmt.Sprintf("%X", "hunter2")} {
		if strings.Contains(out.String(), hidden) {
			t.Errorf("%q is shown in\n%s", hidden, out.String())
		}
	}
	if !strings.Contains(out.String(), "postgres://app:***@db:5432/x?sslpassword=***&sslmode=disable") {
		t.Errorf("the rest of the URL is hidden too in\n%s", out.String())
	}
}

func TestDSN(t *testing.T) {
	for value, want := range map[string]string{
		"":                                     "",
		"sqlite://.entask/tasks.db":            "sqlite://.entask/tasks.db",
		"postgres://app@db/x":                  "postgres://app@db/x",
		"postgres://app:p@ss:w/rd@a,b:5432/x":  "postgres://app:***@a,b:5432/x",
		"postgres://app:p?w#d@db/x":            "postgres://app:***@db/x",
		"postgres://db/x?user=u&password=p%26": "postgres://db/x?user=u&password=***",
		"redis://hunter2@redis/0":              "redis://***@redis/0",
		"host=db user=app password=p":          "***",
	} {
		var d config.DSN
		if err := d.UnmarshalText([]byte(value)); err != nil {
			t.Fatal(err)
		}
		if got := d.String(); got != want {
			t.Errorf("String() of %s = %s, want %s", value, got, want)
		}
		if got := d.Reveal(); got != value {
			t.Errorf("Reveal() = %s, want %s", got, value)
		}
	}
}
