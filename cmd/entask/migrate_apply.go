package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/migration/apply"
)

type applyCmd struct {
	DryRun           bool          `help:"Print the statements without executing them."`
	To               string        `placeholder:"VERSION" help:"The last version to apply; later ones stay pending."`
	LockTimeout      time.Duration `default:"3s" help:"How long a statement may wait for a lock, while others queue behind it."`
	LockAttempts     int           `default:"10" help:"How often to try, with pauses that double from 1 to 30 seconds."`
	StatementTimeout time.Duration `default:"0" help:"How long a statement may run; 0 for no limit. Overrides the setting of the role."`
	Interrupted      string        `enum:"again,done," default:"" placeholder:"again|done" help:"What to assume about a statement whose outcome an interrupted run left unknown."`
}

// Validate refuses values that PostgreSQL would treat as no timeout.
func (c applyCmd) Validate() error {
	switch {
	case c.LockTimeout < time.Millisecond:
		return errors.New("--lock-timeout: at least 1ms")
	case c.LockAttempts < 1:
		return errors.New("--lock-attempts: at least 1")
	case c.StatementTimeout != 0 && c.StatementTimeout < time.Millisecond:
		return errors.New("--statement-timeout: at least 1ms, or 0")
	}
	return nil
}

// Run applies pending migrations. Standard output has their names, standard error a line
// for each statement.
func (c applyCmd) Run(ctx context.Context, e env) error {
	db, _, err := connectToMigrate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if c.DryRun {
		files, err := apply.Plan(ctx, db, migrations.FS, c.To)
		printPlan(e.stdout, files)
		return c.wrong(err)
	}
	applied, err := apply.Run(ctx, db, migrations.FS, apply.Options{
		Version:          currentVersion(),
		To:               c.To,
		LockTimeout:      c.LockTimeout,
		LockAttempts:     c.LockAttempts,
		StatementTimeout: c.StatementTimeout,
		Interrupted:      apply.Interrupted(c.Interrupted),
		Progress:         func(p apply.Progress) { _, _ = fmt.Fprintln(e.stderr, p) },
	})
	for _, name := range applied {
		_, _ = fmt.Fprintln(e.stdout, "applied", name)
	}
	if err == nil && len(applied) == 0 {
		_, _ = fmt.Fprintln(e.stdout, "nothing to apply")
	}
	return c.wrong(err)
}

// wrong turns an unknown version into a usage error.
func (applyCmd) wrong(err error) error {
	if errors.Is(err, apply.ErrUnknownVersion) {
		return usageError{fmt.Errorf("--to: %w (entask migrate status lists the files)", err)}
	}
	return err
}

// printPlan prints SQL with the files that it is from.
func printPlan(w io.Writer, files []apply.PendingFile) {
	if len(files) == 0 {
		_, _ = fmt.Fprintln(w, "-- nothing to apply")
	}
	for _, f := range files {
		how := "one transaction"
		if !f.Transaction {
			how = "statement by statement"
		}
		_, _ = fmt.Fprintf(w, "-- %s: %s\n", f.Name, how)
		if f.Applied > 0 {
			_, _ = fmt.Fprintf(w, "-- %d of its %d statements are applied\n", f.Applied, len(f.Statements))
		}
		for _, s := range f.Statements[min(f.Applied, len(f.Statements)):] {
			_, _ = fmt.Fprintf(w, "%s\n", s.SQL)
		}
	}
}
