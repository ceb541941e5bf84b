// Command atlas runs the Atlas CLI that internal/tools/atlas pins, with a
// throwaway PostgreSQL for its dev database:
//
//	go run ./internal/atlas new NAME   write the migration that ent/schema now needs
//	go run ./internal/atlas check      the migrations lead to ent/schema, and can be applied
//	go run ./internal/atlas -- …       anything else, such as migrate lint --env ci --latest 1
//
// The first run builds the CLI, which takes minutes. ATLAS names another one.
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

	"github.com/entask/entask/internal/pgtest"
)

// errUsage is answered with exit status 2.
var errUsage = errors.New("usage: atlas new NAME | check | -- ARGUMENTS")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
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

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	c := cli{getenv: getenv, stdout: stdout, stderr: stderr, dir: "ent/migrate/migrations"}
	switch {
	case len(args) == 2 && args[0] == "new":
		return c.create(ctx, args[1])
	case len(args) == 1 && args[0] == "check":
		return c.check(ctx)
	case len(args) > 1 && args[0] == "--":
		return c.atlas(ctx, args[1:]...)
	}
	return errUsage
}

// cli is the Atlas CLI and the folder of migrations.
type cli struct {
	getenv         func(string) string
	stdout, stderr io.Writer
	dir            string
}

// atlas runs the CLI. Its dev database must be new for each run: functions and
// extensions survive in one that was used.
func (c cli) atlas(ctx context.Context, args ...string) error {
	pg, err := pgtest.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = pg.Stop() }()
	argv := append([]string{"go", "tool", "-modfile=internal/tools/atlas/go.mod", "atlas"}, args...)
	if own := c.getenv("ATLAS"); own != "" {
		argv = append([]string{own}, args...)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = c.stdout, c.stderr
	cmd.Env = append(os.Environ(), "ATLAS_DEV_URL="+pg.URL("postgres")+"&search_path=public", "ATLAS_NO_UPDATE_NOTIFIER=1")
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("atlas %s: %w", cmp.Or(strings.Join(args[:min(2, len(args))], " "), "CLI"), err)
	}
	return nil
}
