package main

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/entask/entask/internal/proof/bench/load"
	"github.com/entask/entask/internal/proof/bench/seed"
)

// options are what the command line says.
type options struct {
	size        seed.Size
	senders     int // users who send requests
	connections int
	rounds      int
	bound       load.Bound // of each measurement
	contenders  []contender
	scenarios   []load.Scenario
	write       string // a page of docs, or "" to print only
	profile     string // a folder, or "" to compare
	differences bool   // compare binaries of the service: print how they differ
	scale       bool   // compare nothing: see what grows with tables and lists
	tables      sizes
	lists       sizes

	args []string
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{contenders: contenders, scenarios: load.Scenarios(), args: args, tables: sizes{1e4, 1e5, 1e6, 1e7}, lists: sizes{10, 100, 1e3, 1e4, 1e5}}
	var tried, others []contender
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&o.size.Rows, "rows", 1_000_000, "tasks in the table")
	f.IntVar(&o.size.Users, "users", 10_000, "users who have tasks; one in a thousand has a hundredth of all")
	f.IntVar(&o.senders, "senders", 2000, "users who send requests")
	f.IntVar(&o.connections, "connections", 32, "connections that are kept")
	f.IntVar(&o.rounds, "rounds", 15, "how often each contender has its turn in each scenario")
	f.IntVar(&o.bound.Requests, "requests", 8000, "requests in each measurement")
	f.DurationVar(&o.bound.Time, "time", 0, "how long each measurement takes, instead of -requests")
	f.Func("contenders", "only those of these `names`, besides the first: "+names(contenders, contender.String), func(list string) (err error) {
		o.contenders, err = choose(contenders, contender.String, contenders[0].Name+","+list)
		return err
	})
	f.Func("try", "also the service `otherwise`: flags of go build, and variables, such as GOGC=400 or \"GOAMD64=v3 -pgo=off\"", func(otherwise string) error {
		tried = append(tried, try(otherwise))
		return nil
	})
	f.Func("against", "only the service and this `binary` of it, built from other code: print how much they differ; may be repeated", func(binary string) error {
		other, err := against(binary)
		others = append(others, other)
		return err
	})
	f.Func("scenarios", "only those of these `names`: "+names(o.scenarios, load.Scenario.String), func(list string) (err error) {
		o.scenarios, err = choose(load.Scenarios(), load.Scenario.String, list)
		return err
	})
	f.StringVar(&o.write, "write", "", "write a summary between the marks of this `page`, and all tables into its notes: docs/performance.md has docs/performance-notes.md")
	f.StringVar(&o.profile, "profile", "", "compare nothing: write profiles into this `folder`")
	f.BoolVar(&o.scale, "scale", false, "compare nothing: see what the service costs while the table and a list grow")
	f.Var(&o.tables, "tables", "how many `rows` the tables have, with -scale")
	f.Var(&o.lists, "lists", "how many `tasks` the users have, with -scale; a user has them in each table that is twice as large as all lists so far")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.differences = len(others) > 0; o.differences {
		o.contenders = append(slices.DeleteFunc(slices.Clone(contenders), func(c contender) bool { return c.Name != guarded }), others...)
	}
	o.contenders = append(slices.Clip(o.contenders), tried...)
	switch {
	case o.differences && (o.write != "" || o.profile != ""):
		return o, fmt.Errorf("-against goes neither with -write nor with -profile")
	case f.NArg() > 0:
		return o, fmt.Errorf("%q is no flag", f.Arg(0))
	case o.rounds < 1 || o.connections < 1 || o.bound.Requests < o.connections:
		return o, fmt.Errorf("-rounds and -connections must be at least 1, and -requests at least -connections")
	case runtime.GOOS != "linux":
		return o, fmt.Errorf("the accounts of CPU time are read from /proc, which %s has not", runtime.GOOS)
	}
	return o, nil
}

// command is the command line that repeats the benchmark.
func (o options) command() string {
	if len(o.args) == 0 || strings.HasPrefix(o.args[0], "-write") && len(o.args) <= 2 {
		return "make bench"
	}
	return `make bench args="` + strings.Join(o.args, " ") + `"`
}

// measured describes the size of one measurement.
func (o options) measured() string {
	if o.bound.Time > 0 {
		return "requests for " + o.bound.Time.String()
	}
	return fmt.Sprintf("%d requests", o.bound.Requests)
}

// warmUp is what goes before a measurement: it opens connections, prepares
// statements and grows the heap.
func (o options) warmUp() load.Bound {
	return load.Bound{Requests: max(o.bound.Requests/10, 4*o.connections), Time: o.bound.Time / 10}
}

func names[T any](all []T, name func(T) string) string {
	var list []string
	for _, one := range all {
		list = append(list, name(one))
	}
	return strings.Join(list, ",")
}

// choose returns the elements of all that a list names, in the order of all.
func choose[T any](all []T, name func(T) string, list string) ([]T, error) {
	wanted := strings.Split(list, ",")
	var chosen []T
	for _, one := range all {
		if slices.Contains(wanted, name(one)) {
			chosen = append(chosen, one)
		}
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(all, func(one T) bool { return name(one) == w }) {
			return nil, fmt.Errorf("%q is none of %s", w, names(all, name))
		}
	}
	return chosen, nil
}
