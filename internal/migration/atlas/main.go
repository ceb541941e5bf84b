// Command atlas runs the Atlas CLI that internal/tools/atlas pins, with a
// throwaway PostgreSQL for its dev database:
//
//	go run ./internal/migration/atlas new NAME   write the migrations that ent/schema now needs
//	go run ./internal/migration/atlas check      fail unless the migrations lead to ent/schema and can be applied over rows
//	go run ./internal/migration/atlas hash       write atlas.sum and catalog.json after a file was edited by hand
//	go run ./internal/migration/atlas -- …       run any other Atlas command, such as migrate lint --env ci --latest 1
//
// The first run builds the CLI, which takes minutes. ATLAS names another binary.
// Start reading at create. Plan drafts the steps, corrects what Atlas gets wrong, and
// rehearses them over rows to ask what becomes of those that a new rule refuses.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
)

// errUsage ends the command with exit status 2.
var errUsage = errors.New("usage: atlas new NAME [--rename TABLE[.COLUMN]=NAME] [--drop TABLE[.COLUMN]] [--fill TABLE.COLUMN=SQL] [--expect-none TABLE.COLUMN] [--duplicates TABLE.COLUMN=number|delete] [--rewrite TABLE.COLUMN] | check | hash | -- ARGUMENTS")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, terminal(), os.Stdout, os.Stderr)
	stop()
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "atlas: %v\n", err)
	if errors.Is(err, errUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}

// terminal is standard input if it is a terminal, and nil otherwise.
func terminal() io.Reader {
	if isatty.IsTerminal(os.Stdin.Fd()) {
		return os.Stdin
	}
	return nil
}

func run(ctx context.Context, args []string, getenv func(string) string, answers io.Reader, stdout, stderr io.Writer) error {
	pg := &server{}
	defer pg.stop()
	c := cli{server: pg, getenv: getenv, stdout: stdout, stderr: stderr, now: time.Now, dir: "ent/migrate/migrations", schema: "ent/migrate/schema.sql"}
	switch {
	case len(args) >= 2 && args[0] == "new":
		said, err := parse(args[2:], answers, stderr)
		if err != nil {
			return fmt.Errorf("%w (%w)", err, errUsage)
		}
		if err := c.create(ctx, args[1], said); err != nil {
			return err
		}
		return c.writeCatalog(ctx)
	case len(args) == 1 && args[0] == "check":
		if err := c.check(ctx); err != nil {
			return err
		}
		return c.checkCatalog(ctx)
	case len(args) == 1 && args[0] == "hash":
		if err := c.sum(); err != nil {
			return err
		}
		return c.writeCatalog(ctx)
	case len(args) > 1 && args[0] == "--":
		return c.atlas(ctx, args[1:]...)
	}
	return errUsage
}

// cli runs the Atlas CLI on a folder of migrations and the schema they lead to.
type cli struct {
	server         *server
	getenv         func(string) string
	stdout, stderr io.Writer
	now            func() time.Time
	dir, schema    string
}

func (c cli) quiet() cli {
	c.stdout = io.Discard
	return c
}

// atlas runs the CLI with a new dev database, since functions and extensions survive
// in a used one.
func (c cli) atlas(ctx context.Context, args ...string) error {
	return c.server.with(ctx, func(url string) error { return c.command(ctx, url, args) })
}

func (c cli) command(ctx context.Context, dev string, args []string) error {
	program := c.getenv("ATLAS")
	if program == "" {
		var err error
		if program, err = pinned(); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = c.stdout, c.stderr
	cmd.Env = append(os.Environ(), "ATLAS_DEV_URL="+dev+"&search_path=public", "ATLAS_NO_UPDATE_NOTIFIER=1")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("atlas %s: %w", cmp.Or(strings.Join(args[:min(2, len(args))], " "), "CLI"), err)
	}
	return nil
}

// pinned returns the path of the pinned CLI, which it builds unless it is in the cache. One
// command runs the CLI several times, and go tool would look for it as often.
var pinned = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("go", "tool", "-n", "-modfile=internal/tools/atlas/go.mod", "atlas")
	cmd.Stderr = os.Stderr
	path, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("build the Atlas CLI: %w", err)
	}
	return strings.TrimSpace(string(path)), nil
})
