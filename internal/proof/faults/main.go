// Command faults breaks what lies between the service and its database, and checks that
// every answer is true. Start reading at run, and at fault.go with the table of faults.
// docs/reliability.md has the results.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

// errBroken is returned if a promise did not hold.
var errBroken = errors.New("not everything held")

// options are what the command line says.
type options struct {
	during time.Duration
	only   string
	binary string
	write  string
	args   []string
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	o.args = args
	f := flag.NewFlagSet("faults", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.DurationVar(&o.during, "for", 0, "try all faults again and again for so long, and every case of each; otherwise each once, and some cases")
	f.StringVar(&o.only, "only", "", "only faults whose name contains one of these `words`, separated by commas")
	f.StringVar(&o.binary, "binary", "", "try this `program` instead of what is here")
	f.StringVar(&o.write, "write", "", "write the tables between the marks of this `page`")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%q is no flag", f.Arg(0))
	}
	return o, nil
}

// run tries the faults that args ask for.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := newLab(ctx, o.binary, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	l.whole = o.during > 0
	r, err := l.tryAll(ctx, o)
	if err != nil {
		return err
	}
	text := r.Markdown()
	if _, err := io.WriteString(stdout, text); err != nil {
		return err
	}
	if r.broken() {
		return errBroken
	}
	if o.write != "" {
		return writeBetween(o.write, text)
	}
	return nil
}

func wanted(name, only string) bool {
	for word := range strings.SplitSeq(only, ",") {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// command is the command line of this run.
func (o options) command() string {
	if len(o.args) == 0 {
		return "make faults"
	}
	return `make faults args="` + strings.Join(o.args, " ") + `"`
}
