// Command entask is the whole service: it serves the API, applies migrations and
// signs tokens. main only calls run; start reading there, then the file of each
// command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/entask/entask/internal/service/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], env{getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr})
	stop()
	if err != nil {
		complain(err)
	}
	os.Exit(status(err))
}

// complain prints the error. It waits a second at most, because nobody may be reading.
func complain(err error) {
	said := make(chan struct{})
	go func() {
		fmt.Fprintln(os.Stderr, "entask:", err)
		close(said)
	}()
	select {
	case <-said:
	case <-time.After(time.Second):
	}
}

// env is what a command may know of its process.
type env struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
}

// commands are the commands of the program.
type commands struct {
	Dev         devCmd         `cmd:"" help:"Run the whole service on loopback, with an embedded database and a ready token."`
	Serve       serveCmd       `cmd:"" help:"Run the service in production, with settings from the environment."`
	Migrate     migrateCmd     `cmd:"" help:"Apply, review or list versioned migrations."`
	User        userCmd        `cmd:"" help:"Hand over or erase all that is kept of a user."`
	Token       tokenCmd       `cmd:"" help:"Print a token signed with the shared secret."`
	MCP         mcpCmd         `cmd:"" name:"mcp" help:"Serve a running service to an agent, as tools over stdio."`
	OpenAPI     openAPICmd     `cmd:"" name:"openapi" help:"Print the OpenAPI document."`
	Healthcheck healthcheckCmd `cmd:"" help:"Succeed when the service is ready; for containers."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// usageError is an invalid command line.
type usageError struct{ error }

// run executes the command that args name until ctx is done.
func run(ctx context.Context, args []string, e env) error {
	var cmds commands
	helped := false
	parser, err := kong.New(&cmds,
		kong.Name("entask"),
		kong.Description("A multi-user backend, generated from one Ent schema."),
		kong.UsageOnError(),
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(int) { helped = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(e),
	)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return usageError{fmt.Errorf("%w (entask -h lists the commands)", err)}
	}
	return command.Run()
}

// status is the exit status of an error: 2 for wrong use or settings, 1 for a failure.
func status(err error) int {
	var usage usageError
	var faults config.Faults
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage), errors.As(err, &faults):
		return 2
	default:
		return 1
	}
}
