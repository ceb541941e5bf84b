//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

type user struct{}

func unprivileged() (*user, error) {
	return nil, errors.New("a PostgreSQL for tests is started on Unix only: name a server in " + Env)
}

func (*user) run(*exec.Cmd) {}

func (*user) own(string) error { return nil }
