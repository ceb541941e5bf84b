//go:build image

package main

import "errors"

// reviewCmd is not in the image: it needs PostgreSQL's programs, which are not
// there, and PostgreSQL's parser, which would take the binary above its limit.
type reviewCmd struct {
	Args []string `arg:"" optional:"" passthrough:""`
}

func (reviewCmd) Run() error {
	return usageError{errors.New("this binary is for a container and leaves the review out: go run ./cmd/entask migrate review")}
}
