package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/migration/apply"
)

type statusCmd struct {
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// Run prints the state of the database. It fails if there is something to do.
func (c statusCmd) Run(ctx context.Context, e env) error {
	db, err := connectToMigrate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	s, err := apply.ReadStatus(ctx, db, migrations.FS)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		err = printStatusJSON(e.stdout, s)
	} else {
		printStatus(e.stdout, s)
	}
	if err != nil {
		return err
	}
	return s.Fault()
}

func printStatus(w io.Writer, s apply.Status) {
	for _, line := range []struct{ name, value string }{
		{"state", s.State()},
		{"current", s.Current},
		{"applied", strings.Join(s.Applied, " ")},
		{"pending", strings.Join(s.Pending, " ")},
		{"unknown", strings.Join(s.Ahead, " ")},
		{"partial", s.Partial},
		{"error", s.Error},
		{"at", s.Statement},
		{"edited", s.Edited},
	} {
		if line.value != "" {
			_, _ = fmt.Fprintf(w, "%-8s %s\n", line.name, line.value)
		}
	}
}

// printStatusJSON always prints every member, which is simpler for programs.
func printStatusJSON(w io.Writer, s apply.Status) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		State      string   `json:"state"`
		Current    string   `json:"current"`
		Applied    []string `json:"applied"`
		Pending    []string `json:"pending"`
		Unknown    []string `json:"unknown"`
		Diverged   []string `json:"diverged"`
		OutOfOrder []string `json:"out_of_order"`
		Edited     string   `json:"edited"`
		Partial    string   `json:"partial"`
		Error      string   `json:"error"`
		Statement  string   `json:"statement"`
	}{
		s.State(), s.Current, list(s.Applied), list(s.Pending), list(s.Ahead), list(s.Diverged), list(s.OutOfOrder),
		s.Edited, s.Partial, s.Error, s.Statement,
	})
}

// list encodes as [] and not as null.
func list(names []string) []string { return append([]string{}, names...) }
