package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
)

type statusCmd struct {
	Format string `enum:"text,json" default:"text" help:"text or json."`
	Role   string `placeholder:"NAME" help:"The role that serves, for its privileges. Default: the roles that may write to all tables."`
}

// Run prints the state of the database. It fails if there is something to do.
func (c statusCmd) Run(ctx context.Context, e env) error {
	db, cfg, err := connectToMigrate(ctx, e)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	s, err := apply.ReadStatus(ctx, db, migrations.FS)
	if err != nil {
		return err
	}
	var differences []drift.Difference
	if state := s.State(); state == "current" || state == "ahead" {
		want, err := drift.Parse(migrations.Catalog)
		if err != nil {
			return err
		}
		if differences, err = compare(ctx, db, want, drift.Options{Role: c.Role, Unwalled: cfg.AllowUnwalled}); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		err = printStatusJSON(e.stdout, s, differences)
	} else {
		printStatus(e.stdout, s)
		printDrift(e.stdout, differences)
	}
	if err != nil {
		return err
	}
	return errors.Join(s.Fault(), drift.Fault(differences))
}

// printDrift prints what differs and the statements that mend it.
func printDrift(w io.Writer, differences []drift.Difference) {
	for _, d := range differences {
		_, _ = fmt.Fprintf(w, "%-8s %s\n", d.Weight, d)
		_, _ = fmt.Fprintf(w, "  so     %s\n", d.Consequence())
		if d.State == drift.Changed {
			_, _ = fmt.Fprintf(w, "  is     %s\n  wanted %s\n", oneLine(d.Is), oneLine(d.SQL))
		}
		_, _ = fmt.Fprintf(w, "  mend   %s\n", strings.ReplaceAll(strings.TrimSpace(d.Mend), "\n", "\n         "))
	}
}

func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

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
func printStatusJSON(w io.Writer, s apply.Status, differences []drift.Difference) error {
	found := []differenceJSON{}
	for _, d := range differences {
		found = append(found, differenceJSON{d.Weight, d.State, d.Kind, d.On, d.Name, d.Consequence(), d.Is, d.Wanted(), d.Mend})
	}
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

		Differences []differenceJSON `json:"differences"`
	}{
		s.State(), s.Current, list(s.Applied), list(s.Pending), list(s.Ahead), list(s.Diverged), list(s.OutOfOrder),
		s.Edited, s.Partial, s.Error, s.Statement, found,
	})
}

// differenceJSON is a difference of the schema, as programs read it.
type differenceJSON struct {
	Weight drift.Weight `json:"weight"`
	State  drift.State  `json:"state"`
	Kind   string       `json:"kind"`
	On     string       `json:"on"`
	Name   string       `json:"name"`
	So     string       `json:"consequence"`
	Is     string       `json:"is"`
	Wanted string       `json:"wanted"`
	Mend   string       `json:"mend"`
}

// list encodes as [] and not as null.
func list(names []string) []string { return append([]string{}, names...) }
