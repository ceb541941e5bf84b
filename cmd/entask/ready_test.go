package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
)

// TestReasons: /readyz says what is wrong with the database, and hides the cause.
func TestReasons(t *testing.T) {
	nothing := func(context.Context) error { return nil }
	reason := checks(nothing, nothing, nothing)[0].Reason
	for want, err := range map[string]error{
		"The schema of the database is older than this program": fmt.Errorf("%w: run it", apply.ErrOutdated),
		"The database takes no writes":                          fmt.Errorf("check: %w", database.ErrReadOnly),
		"Row-level security does not hold for the service":      fmt.Errorf("%w: it is a superuser", database.ErrUnwalled),
		"The database cannot be reached":                        errors.New("dial postgres://app:hunter2@db"),
	} {
		if got := reason(err); got != want {
			t.Errorf("of %v: %q, want %q", err, got, want)
		}
	}
}
