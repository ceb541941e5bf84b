// Command bench compares the service with the same API written by hand, on one
// PostgreSQL: CPU time, latency, memory and round trips for each request. Start
// reading at run; docs/performance-notes.md says what the figures mean.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"

	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/seed"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// errVoid is returned if the tables have void rows.
var errVoid = errors.New("a reply was not as it must be: its rows are void")

// run takes the measurements that args ask for.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if o.scale {
		return runScale(ctx, o, stdout, stderr)
	}
	b, err := newBench(ctx, o, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if o.profile != "" {
		return b.profile(ctx, o.profile)
	}
	r, err := b.compare(ctx)
	if err != nil {
		return err
	}
	text := r.Markdown()
	if o.differences {
		text = r.Differences()
	}
	if _, err := io.WriteString(stdout, text); err != nil {
		return err
	}
	if r.Void() {
		return errVoid
	}
	if o.write != "" {
		return errors.Join(writeBetween(o.write, benchMarks, r.Summary()), writeBetween(notes(o.write), benchMarks, text))
	}
	return nil
}

// bench is what all measurements share.
type bench struct {
	options
	dir      string // for what is thrown away afterwards
	binaries binaries
	db       *database
	load     *load.Generator
	progress io.Writer
	others   string // what else the machine did before
}

func newBench(ctx context.Context, o options, progress io.Writer) (_ *bench, err error) {
	b := &bench{options: o, binaries: binaries{}, progress: progress, others: others()}
	if b.dir, err = os.MkdirTemp("", "entask-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Close())
		}
	}()
	b.say("building")
	for _, c := range slices.Concat(contenders, b.contenders) { // the service is what migrates
		if err := b.binaries.build(ctx, b.dir, c.program); err != nil {
			return nil, err
		}
	}
	if b.db, err = newDatabase(ctx, b.binaries[program{folder: serviceFolder}]); err != nil {
		return nil, err
	}
	b.say("filling in %d tasks of %d users", o.size.Rows, o.size.Users)
	if err := seed.Fill(ctx, b.db.conn, o.size); err != nil {
		return nil, err
	}
	users, err := newUsers(o.senders, o.size)
	if err != nil {
		return nil, err
	}
	if b.load, err = load.New(users, o.connections); err != nil {
		return nil, err
	}
	return b, b.load.Learn(ctx, b.db.conn)
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.progress, format+"\n", args...) }

// Close removes all files that were created.
func (b *bench) Close() error {
	var err error
	if b.db != nil {
		err = b.db.Close()
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}
