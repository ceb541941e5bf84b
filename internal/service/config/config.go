// Package config is the settings of the service: one struct, read once from the
// environment and a .env file, with every fault reported at once and by name.
//
// It is a leaf: it opens nothing and imports no other package of ours, and it
// is the only one, besides the command, that knows the environment. Start
// reading at Config; what a setting may be is in check.go and parse.go.
package config

import (
	"log/slog"
	"net/netip"
	"time"
)

// Config holds every setting. An empty variable counts as one that is not set.
// It is safe to print and to log: secrets are masked.
type Config struct {
	// DatabaseURL says where rows are kept: postgres://… or sqlite://path.
	DatabaseURL DSN `env:"DATABASE_URL"`
	// ReplicaURL is a standby of that PostgreSQL which may answer reads; empty where there is
	// none.
	ReplicaURL DSN `env:"DATABASE_REPLICA_URL"`
	// ReplicaWait is how long a read waits for the replica to be current before the primary
	// answers.
	ReplicaWait time.Duration `env:"DATABASE_REPLICA_WAIT" envDefault:"20ms"`

	// AllowUnwalled lets serve a role that row-level security does not hold.
	AllowUnwalled bool `env:"ALLOW_UNWALLED" envDefault:"false"`
	// AllowDrift keeps a service ready whose database differs from what the migrations lead
	// to, also where that breaks something.
	AllowDrift bool `env:"ALLOW_DRIFT" envDefault:"false"`

	// BetterAuthURL is the auth server's base URL, usually the frontend's own.
	// From it come the key set, the issuer, the audience and the CORS origin.
	BetterAuthURL string `env:"BETTER_AUTH_URL"`
	// BetterAuthSecret is the key of HS256 tokens; where it is empty, none are
	// accepted.
	BetterAuthSecret Secret `env:"BETTER_AUTH_SECRET"`
	// JWKSURL is where the key set is fetched; empty where it is switched off.
	JWKSURL string `env:"AUTH_JWKS_URL"`
	jwksOff bool   `env:"-"`
	// WebhookSecrets are those with which the auth server signs its messages; where there
	// are none, no message is accepted.
	WebhookSecrets Secrets `env:"AUTH_WEBHOOK_SECRET"`
	// Issuers and Audiences are the values of iss and aud that tokens signed
	// with the key set may carry.
	Issuers   []string `env:"AUTH_ISSUER"`
	Audiences []string `env:"AUTH_AUDIENCE"`
	// SecretIssuers and SecretAudiences are the same for tokens signed with the
	// shared secret: empty, so unchecked, unless the variable is set.
	SecretIssuers   []string `env:"-"`
	SecretAudiences []string `env:"-"`

	// MCPURL is the URL of /mcp as clients know it; where it is empty, it follows from each
	// request. MCPOff says that agents are not served.
	MCPURL string `env:"MCP_URL"`
	MCPOff bool   `env:"-"`

	// AllowedOrigins are the web origins that CORS lets in.
	AllowedOrigins []string `env:"CORS_ALLOWED_ORIGINS"`
	// AllowedOriginPatterns let in more of them, which differ in one label.
	AllowedOriginPatterns []OriginPattern `env:"CORS_ALLOWED_ORIGIN_PATTERNS"`
	// AllowedHeaders are those that pages may send besides the usual ones.
	AllowedHeaders []string `env:"CORS_ALLOWED_HEADERS"`
	// AllowCredentials lets pages send requests with credentials: "include".
	AllowCredentials bool `env:"CORS_ALLOW_CREDENTIALS" envDefault:"false"`
	// HTTPAddr is the address of the API.
	HTTPAddr string `env:"HTTP_ADDR" envDefault:":8000"`
	// HTTPBodyLimit is the size in bytes above which a request body is refused.
	HTTPBodyLimit int64 `env:"HTTP_BODY_LIMIT" envDefault:"64KiB"`
	// MetricsAddr is the address of the metrics; empty where it is switched off.
	MetricsAddr string `env:"METRICS_ADDR" envDefault:"127.0.0.1:9090"`

	// DrainDelay is how long requests are still accepted after a signal to stop,
	// while /readyz says no, so that a load balancer can notice.
	DrainDelay time.Duration `env:"DRAIN_DELAY" envDefault:"1s"`

	// PoolMin and PoolMax bound the number of database connections.
	PoolMin int `env:"DB_POOL_MIN" envDefault:"1"`
	PoolMax int `env:"DB_POOL_MAX" envDefault:"10"`
	// ConnMaxLifetime is the age at which a database connection is replaced.
	ConnMaxLifetime time.Duration `env:"DB_CONN_MAX_LIFETIME" envDefault:"300s"`

	// RateLimit bounds what the requests of one user cost, RateLimitUnauthenticated the
	// refused tokens of one address.
	RateLimit                Rate `env:"RATE_LIMIT" envDefault:"600/minute"`
	RateLimitUnauthenticated Rate `env:"RATE_LIMIT_UNAUTHENTICATED" envDefault:"60/minute"`
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix `env:"TRUSTED_PROXIES"`
	// RedisURL is where replicas share the rate limit; where it is empty, each
	// counts for itself.
	RedisURL DSN `env:"REDIS_URL"`

	// StreamsPerUser is how many live streams of changes one user may have open, and MaxStreams how
	// many this copy of the service holds.
	StreamsPerUser int `env:"STREAMS_PER_USER" envDefault:"8"`
	MaxStreams     int `env:"MAX_STREAMS" envDefault:"2000"`

	// SlowRequest is how long a request takes that gets a line about where the time
	// went; 0 for none.
	SlowRequest time.Duration `env:"SLOW_REQUEST" envDefault:"1s"`
	// LogLevel is the least level that is logged.
	LogLevel slog.Level `env:"LOG_LEVEL" envDefault:"info"`
	// LogFormat is json or text.
	LogFormat string `env:"LOG_FORMAT" envDefault:"json"`

	// AuditLog is where the audit is written: stdout, stderr or the path of a file; empty where
	// there is none.
	AuditLog string `env:"AUDIT_LOG"`

	// OTel holds the OTEL_* variables of the .env file that the environment
	// lacks. OpenTelemetry reads the process's environment and nothing else, so
	// the command puts them there.
	OTel map[string]Secret `env:"-"`
}

// Rate is so many events in a period. The zero Rate is no limit.
type Rate struct {
	Count  int
	Period time.Duration
}

// Off reports whether there is no limit.
func (r Rate) Off() bool { return r.Count == 0 }
