//go:build image

package main

import "errors"

// reviewCmd is not in the image: PostgreSQL's programs are not there, and PostgreSQL's
// parser would make the binary larger than its limit.
type reviewCmd struct {
	Args []string `arg:"" optional:"" passthrough:""`
}

func (reviewCmd) Run() error {
	return usageError{errors.New("this binary is for a container and leaves the review out: go run ./cmd/entask migrate review")}
}

// downCmd tries what it writes by a review.
type downCmd reviewCmd

func (downCmd) Run() error {
	return usageError{errors.New("this binary is for a container and leaves the review out: go run ./cmd/entask migrate down")}
}
