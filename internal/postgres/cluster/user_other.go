//go:build !unix

package cluster

import (
	"errors"
	"os/exec"
)

type user struct{}

func unprivileged() (*user, error) {
	return nil, errors.New("a throwaway PostgreSQL is started on Unix only")
}

func (*user) run(*exec.Cmd) {}

func (*user) own(string) error { return nil }
