package config

import (
	"encoding/base64"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// off is what switches off a setting that has a default.
const off = "off"

// minSecret is the least length of a secret in bytes: that of SHA-256's output,
// as RFC 7518 asks of HS256.
const minSecret = 32

// minWebhookSecret and maxWebhookSecret are how many bytes a secret of webhooks has.
const minWebhookSecret, maxWebhookSecret = 24, 64

// A Need checks the settings that a command requires, and is passed to Load.
type Need func(Config) Faults

// ForServe is what entask serve needs.
func ForServe(c Config) Faults {
	faults := ForMigrate(c)
	if c.BetterAuthURL == "" {
		return append(faults, Fault{"BETTER_AUTH_URL", "is required: the origin of the frontend, such as https://app.example.com"})
	}
	if c.jwksOff && c.BetterAuthSecret.IsZero() {
		faults = append(faults, Fault{"AUTH_JWKS_URL", "is off and BETTER_AUTH_SECRET is not set: no token could be accepted"})
	}
	return faults
}

// ForMigrate is what entask migrate needs.
func ForMigrate(c Config) Faults {
	if c.DatabaseURL.IsZero() {
		return Faults{{"DATABASE_URL", "is required: a URL such as postgres://user:password@host:5432/name"}}
	}
	return nil
}

// derive sets the defaults that follow from other settings.
func (c *Config) derive(f collector) {
	c.SecretIssuers, c.SecretAudiences = c.Issuers, c.Audiences
	if c.MetricsAddr == off {
		c.MetricsAddr = ""
	}
	if c.MCPURL == off {
		c.MCPURL, c.MCPOff = "", true
	}
	for i, origin := range c.AllowedOrigins {
		c.AllowedOrigins[i] = strings.TrimSuffix(origin, "/")
	}
	base, origin := "", ""
	if c.BetterAuthURL != "" {
		if u, err := parseWebURL(c.BetterAuthURL); err != nil {
			f.add("BETTER_AUTH_URL", err.Error())
		} else {
			base, origin = strings.TrimRight(u.String(), "/"), originOf(u)
		}
	}
	switch {
	case c.JWKSURL == off:
		c.JWKSURL, c.jwksOff = "", true
	case c.JWKSURL == "" && base != "":
		// Better Auth takes a base URL with its own path in it as well.
		c.JWKSURL = strings.TrimSuffix(base, "/api/auth") + "/api/auth/jwks"
	}
	if origin != "" {
		c.Issuers = orElse(c.Issuers, origin)
		c.Audiences = orElse(c.Audiences, origin)
		c.AllowedOrigins = orElse(c.AllowedOrigins, origin)
	}
}

func orElse(list []string, item string) []string {
	if len(list) == 0 {
		return []string{item}
	}
	return list
}

// check finds the faults that do not depend on the command.
func (c *Config) check(f collector) {
	refuse := func(wrong bool, name, format string, args ...any) {
		if wrong {
			f.add(name, fmt.Sprintf(format, args...))
		}
	}
	refuse(!c.DatabaseURL.IsZero() && !hasScheme(c.DatabaseURL, "postgres", "postgresql", "sqlite"),
		"DATABASE_URL", "must begin with postgres:// or sqlite:// and say where")
	refuse(!c.ReplicaURL.IsZero() && !hasScheme(c.ReplicaURL, "postgres", "postgresql"),
		"DATABASE_REPLICA_URL", "must begin with postgres:// and say where")
	refuse(!c.ReplicaURL.IsZero() && c.DatabaseURL.Scheme() == "sqlite",
		"DATABASE_REPLICA_URL", "must not be set, because DATABASE_URL is a SQLite, which has no replicas")
	refuse(c.ReplicaWait <= 0, "DATABASE_REPLICA_WAIT", "must be longer than nothing")
	secret := len(c.BetterAuthSecret.Reveal())
	refuse(secret > 0 && secret < minSecret,
		"BETTER_AUTH_SECRET", "must be at least %d bytes long, not %d", minSecret, secret)
	for _, secret := range c.WebhookSecrets {
		refuse(!isWebhookSecret(secret), "AUTH_WEBHOOK_SECRET", "must be a list of whsec_ and the base64 of %d to %d bytes", minWebhookSecret, maxWebhookSecret)
	}
	if c.JWKSURL != "" {
		_, err := parseWebURL(c.JWKSURL)
		refuse(err != nil, "AUTH_JWKS_URL", "%v", err)
	}
	if c.MCPURL != "" {
		_, err := parseWebURL(c.MCPURL)
		refuse(err != nil, "MCP_URL", "%v", err)
	}
	c.checkCORS(f)
	refuse(!isAddr(c.HTTPAddr), "HTTP_ADDR", "must be host:port or :port, not %q", c.HTTPAddr)
	refuse(c.HTTPBodyLimit < 1, "HTTP_BODY_LIMIT", "must be at least 1")
	refuse(c.MetricsAddr != "" && !isAddr(c.MetricsAddr), "METRICS_ADDR", "must be host:port, :port or off, not %q", c.MetricsAddr)
	refuse(c.PoolMin < 0, "DB_POOL_MIN", "must be at least 0, not %d", c.PoolMin)
	refuse(c.PoolMax < 1, "DB_POOL_MAX", "must be at least 1, not %d", c.PoolMax)
	refuse(!f.has("DB_POOL_MIN") && c.PoolMax < c.PoolMin,
		"DB_POOL_MAX", "must be at least DB_POOL_MIN, which is %d, not %d", c.PoolMin, c.PoolMax)
	refuse(c.StreamsPerUser < 1, "STREAMS_PER_USER", "must be at least 1, not %d", c.StreamsPerUser)
	refuse(c.MaxStreams < 1, "MAX_STREAMS", "must be at least 1, not %d", c.MaxStreams)
	refuse(c.DrainDelay < 0, "DRAIN_DELAY", "must not be negative")
	refuse(c.SlowRequest < 0, "SLOW_REQUEST", "must not be negative")
	refuse(c.ConnMaxLifetime <= 0, "DB_CONN_MAX_LIFETIME", "must be longer than nothing")
	refuse(!c.RedisURL.IsZero() && !hasScheme(c.RedisURL, "redis", "rediss"),
		"REDIS_URL", "must be a URL such as redis://host:6379/0")
	refuse(c.AuditLog != "" && c.AuditLog != "stdout" && c.AuditLog != "stderr" && (!filepath.IsAbs(c.AuditLog) || strings.HasSuffix(c.AuditLog, "/")),
		"AUDIT_LOG", "must be stdout, stderr or the absolute path of a file, not %q", c.AuditLog)
	refuse(c.LogFormat != "json" && c.LogFormat != "text", "LOG_FORMAT", "must be json or text, not %q", c.LogFormat)
}

// isWebhookSecret says whether a secret is as Standard Webhooks has it.
func isWebhookSecret(s Secret) bool {
	text, marked := strings.CutPrefix(s.Reveal(), "whsec_")
	key, err := base64.StdEncoding.DecodeString(text)
	return marked && err == nil && len(key) >= minWebhookSecret && len(key) <= maxWebhookSecret
}

func hasScheme(d DSN, schemes ...string) bool {
	_, rest, _ := strings.Cut(d.Reveal(), "://")
	return rest != "" && slices.Contains(schemes, d.Scheme())
}

func isAddr(addr string) bool {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}
