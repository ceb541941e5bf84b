package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/seed"
	"github.com/entask/entask/internal/service/auth"
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
	program
	// settings returns what the program is told of a database.
	settings func(url string) (args, env []string)
}

// program is a command of the module, and how it is built and run otherwise than
// in production: as -try has it. One of -against is built already, into a binary.
type program struct{ folder, otherwise, binary string }

// The names of the service's contenders, which have goals.
const (
	guarded   = "service"
	unguarded = "service without RLS"
)

const (
	rawFolder     = "internal/proof/bench/raw"
	serviceFolder = "cmd/entask"
)

var contenders = []contender{
	{"raw", owner, program{folder: rawFolder}, raw()},
	{"raw-fast", owner, program{folder: rawFolder}, raw("-fast")},
	{guarded, serving, program{folder: serviceFolder}, service},
	{unguarded, bypass, program{folder: serviceFolder}, service},
}

// try returns the service with other flags for its build, and other variables
// for the build and the process.
func try(otherwise string) contender {
	return contender{guarded + " " + otherwise, serving, program{folder: serviceFolder, otherwise: otherwise}, service}
}

// against returns the service as another binary has it.
func against(binary string) (contender, error) {
	path, err := filepath.Abs(binary)
	if err != nil {
		return contender{}, err
	}
	return contender{filepath.Base(binary), serving, program{binary: path}, service}, nil
}

func raw(flags ...string) func(string) (args, env []string) {
	return func(url string) (args, env []string) {
		return append(flags, "-database", url, "-pool", strconv.Itoa(pool), "-secret", secret), nil
	}
}

// service is entask serve, with what it has in production: a log of requests,
// request ids, metrics, and a rate limit that nobody here reaches.
func service(url string) (args, env []string) {
	return []string{"serve"}, []string{
		"DATABASE_URL=" + url,
		"ALLOW_UNWALLED=true", // some contenders measure what the wall costs
		"BETTER_AUTH_URL=http://127.0.0.1:3000",
		"BETTER_AUTH_SECRET=" + secret,
		"AUTH_JWKS_URL=off",
		"HTTP_ADDR=127.0.0.1:0",
		"METRICS_ADDR=127.0.0.1:0",
		"DB_POOL_MAX=" + strconv.Itoa(pool),
		"RATE_LIMIT=1000000/second",
		"DRAIN_DELAY=0s",
	}
}

// String returns the name.
func (c contender) String() string { return c.Name }

// start runs a contender on a database.
func (c contender) start(ctx context.Context, dir string, b binaries, url string, env ...string) (*server, error) {
	args, settings := c.settings(url)
	_, others := c.flags()
	cmd := exec.CommandContext(ctx, b[c.program], args...)
	cmd.Env = append(append(settings, others...), env...)
	return begin(ctx, dir, c.Name, cmd)
}

// flags tells the build's flags from variables.
func (p program) flags() (flags, variables []string) {
	for word := range strings.FieldsSeq(p.otherwise) {
		if strings.HasPrefix(word, "-") {
			flags = append(flags, word)
		} else {
			variables = append(variables, word)
		}
	}
	return flags, variables
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
