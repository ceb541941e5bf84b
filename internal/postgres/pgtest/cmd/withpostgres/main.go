// Command withpostgres runs a command with a throwaway PostgreSQL, so that all
// the packages of one test run share one server:
//
//	go run ./internal/postgres/pgtest/cmd/withpostgres -- go test ./...
//
// With -pooler they reach it through a PgBouncer in transaction mode. With -citus the server
// is the Citus that ENTASK_TEST_CITUS_URL names; without that, nothing runs, and a line says so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func main() {
	os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run returns the command's own exit status, 2 for wrong use, and 1 when the
// server or the command cannot be started.
func run(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("withpostgres", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprintln(stderr, "usage: withpostgres [-pooler | -citus] [--] command [argument ...]") }
	pooler := flags.Bool("pooler", false, "reach it through a PgBouncer")
	citus := flags.Bool("citus", false, "use the server that "+pgtest.CitusEnv+" names")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if args = flags.Args(); len(args) == 0 {
		flags.Usage()
		return 2
	}
	// Caught from here on: a signal is for the command, and the server outlives it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, stdout, stderr, os.Environ()
	server := getenv(pgtest.Env)
	if *citus {
		if server = getenv(pgtest.CitusEnv); server == "" {
			fmt.Fprintf(stdout, "NOTHING RAN ON CITUS: %s is not set\n", pgtest.CitusEnv)
			return 0
		}
		cmd.Env = append(cmd.Env, pgtest.Env+"="+server)
	}
	if server == "" {
		c, err := cluster.StartInMemory(context.Background())
		switch {
		case errors.Is(err, cluster.ErrNoBinaries) && getenv("CI") != "true":
			fmt.Fprintf(stderr, "withpostgres: %v: tests that need it will be skipped\n", err)
		case err != nil:
			fmt.Fprintf(stderr, "withpostgres: %v\n", err)
			return 1
		default:
			defer func() { _ = c.Stop() }()
			server = c.URL("postgres")
			cmd.Env = append(cmd.Env, pgtest.Env+"="+server)
		}
	}
	if *pooler && server != "" {
		p, err := cluster.StartPooler(context.Background(), server)
		if err != nil {
			fmt.Fprintf(stderr, "withpostgres: %v\n", err)
			return 1
		}
		defer func() { _ = p.Stop() }()
		cmd.Env = append(cmd.Env, pgtest.PoolerEnv+"="+p.URL("postgres"))
	}
	return status(cmd, signals, stderr)
}

func status(cmd *exec.Cmd, signals <-chan os.Signal, stderr io.Writer) int {
	if err := cmd.Start(); err != nil {
		fmt.Fprintf(stderr, "withpostgres: %v\n", err)
		return 1
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s) // it may have ended meanwhile
		case err := <-done:
			if err == nil {
				return 0
			}
			if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
				return exit.ExitCode()
			}
			fmt.Fprintf(stderr, "withpostgres: %v\n", err)
			return 1
		}
	}
}
