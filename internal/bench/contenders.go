package main

import (
	"context"
	"os/exec"
	"strconv"
	"time"

	"github.com/entask/entask/internal/auth"
	"github.com/entask/entask/internal/bench/load"
	"github.com/entask/entask/internal/bench/seed"
)

const (
	// secret signs the tokens.
	secret = "a-secret-that-is-known-to-all-who-read-this"
	// pool is how many connections to PostgreSQL each contender has.
	pool = 10
)

// contender is a program that serves the API.
type contender struct {
	Name string
	// role is who it connects as; see database.go.
	role string
	// command returns the program with the database that it is to use.
	command func(ctx context.Context, b binaries, url string) *exec.Cmd
}

// String returns the name.
func (c contender) String() string { return c.Name }

// binaries are the programs, by folder.
type binaries map[string]string

var contenders = []contender{
	{"raw", owner, raw()},
	{"raw-fast", owner, raw("-fast")},
	{guarded, serving, service},
	{unguarded, bypass, service},
}

const (
	rawFolder     = "internal/bench/raw"
	serviceFolder = "cmd/entask"
)

func raw(flags ...string) func(context.Context, binaries, string) *exec.Cmd {
	return func(ctx context.Context, b binaries, url string) *exec.Cmd {
		return exec.CommandContext(ctx, b[rawFolder], append(flags, "-database", url, "-pool", strconv.Itoa(pool), "-secret", secret)...)
	}
}

// service is entask serve, with what it has in production: a log of requests,
// request ids, metrics, and a rate limit that nobody here reaches.
func service(ctx context.Context, b binaries, url string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b[serviceFolder], "serve")
	cmd.Env = []string{
		"DATABASE_URL=" + url,
		"BETTER_AUTH_URL=http://127.0.0.1:3000",
		"BETTER_AUTH_SECRET=" + secret,
		"AUTH_JWKS_URL=off",
		"HTTP_ADDR=127.0.0.1:0",
		"METRICS_ADDR=127.0.0.1:0",
		"DB_POOL_MAX=" + strconv.Itoa(pool),
		"RATE_LIMIT=1000000/second",
		"DRAIN_DELAY=0s",
	}
	return cmd
}

// newUsers returns users who send requests: all who have very many tasks, and
// others.
func newUsers(n int, size seed.Size) ([]load.User, error) {
	users := make([]load.User, min(n, size.Users))
	for i := range users {
		users[i].ID = seed.User(i)
		var err error
		if users[i].Token, err = auth.Sign(secret, auth.Claims{Subject: users[i].ID}, 24*time.Hour, time.Now()); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// start runs a contender on a database.
func (c contender) start(ctx context.Context, dir string, b binaries, url string) (*server, error) {
	return begin(ctx, dir, c.Name, c.command(ctx, b, url))
}
