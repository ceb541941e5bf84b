// Command faults breaks what lies between the service and its database, and sees
// whether every answer was true. Start reading at run; docs/reliability.md says what
// was tried and what came of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// errBroken is returned where something did not hold that must.
var errBroken = errors.New("not everything held")

func run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	l, err := newLab(ctx, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	m, err := l.newMatrix(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	if err := m.eachMessage(ctx, operations, false); err != nil {
		return err
	}
	for _, broken := range m.broken {
		fmt.Fprintln(stdout, broken)
	}
	if len(m.broken) > 0 {
		return errBroken
	}
	return nil
}
