package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/entask/entask/internal/runtime/userdata"
)

type userEraseCmd struct {
	subject

	DryRun bool `help:"Print how many rows there are, and delete none."`
	Yes    bool `help:"Do not ask."`
}

// Run deletes the rows, and prints how many of each table. It can be interrupted and run
// again.
func (c userEraseCmd) Run(ctx context.Context, e env) (err error) {
	o, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	if c.DryRun || !c.Yes {
		counts, err := o.Count(ctx, c.Sub)
		if err != nil {
			return err
		}
		if c.DryRun {
			return printCounts(e.stdout, counts, "to be erased")
		}
		if err := c.confirm(e, counts); err != nil {
			return err
		}
	}
	erased, err := o.Erase(ctx, c.Sub)
	o.audited.command("user erase", c.Sub, erased.Total(), err)
	if printing := printCounts(e.stdout, erased, "erased"); err == nil {
		err = printing
	}
	if err != nil {
		return fmt.Errorf("erase the rows of %s: %w", c.Sub, err)
	}
	_, err = fmt.Fprintf(e.stdout, "No table has a row of %s.\n", c.Sub)
	return err
}

// confirm asks at a terminal, and otherwise refuses.
func (c userEraseCmd) confirm(e env, counts userdata.Counts) error {
	nobody := usageError{errors.New("erase: add --yes where nobody can be asked, or --dry-run")}
	if !isTerminal(e.stdin) {
		return nobody
	}
	if err := printCounts(e.stderr, counts, "to be erased"); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.stderr, "Nothing brings them back. Type %s to erase them: ", c.Sub); err != nil {
		return err
	}
	answer, err := bufio.NewReader(e.stdin).ReadString('\n')
	switch {
	case strings.TrimRight(answer, "\r\n") == c.Sub:
		return nil
	case errors.Is(err, io.EOF):
		return nobody
	default:
		return errors.Join(errors.New("erase: not confirmed, and nothing was erased"), err)
	}
}

// isTerminal says whether somebody may be at the other end of a reader.
func isTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// printCounts prints a line for each table, and the sum.
func printCounts(w io.Writer, counts userdata.Counts, what string) error {
	width := 0
	for _, c := range counts {
		width = max(width, len(c.Table))
	}
	for _, c := range counts {
		if _, err := fmt.Fprintf(w, "%-*s %d\n", width, c.Table, c.Rows); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d rows %s\n", counts.Total(), what)
	return err
}
