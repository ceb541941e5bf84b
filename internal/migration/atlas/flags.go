package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// parse reads the decisions of the command line.
func parse(args []string, answers io.Reader, questions io.Writer) (decisions, error) {
	d := decisions{
		renames: map[string]string{}, drops: map[string]bool{}, fills: map[string]string{},
		none: map[string]bool{}, duplicates: map[string]string{}, rewrites: map[string]bool{}, questions: questions,
	}
	if answers != nil {
		d.answers = bufio.NewScanner(answers)
	}
	flags := flag.NewFlagSet("new", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for name, into := range d.pairs() {
		flags.Func(name, "", func(s string) error {
			from, to, ok := strings.Cut(s, "=")
			if !ok || from == "" || to == "" {
				return errors.New("it has the form THIS=THAT")
			}
			if name == "duplicates" && to != "number" && to != "delete" {
				return errors.New("it is number or delete")
			}
			into[from] = to
			return nil
		})
	}
	for name, into := range d.words() {
		flags.Func(name, "", func(s string) error {
			into[s] = true
			return nil
		})
	}
	if err := flags.Parse(args); err != nil {
		return d, err
	}
	if flags.NArg() > 0 {
		return d, fmt.Errorf("unexpected %q", flags.Args())
	}
	return d, nil
}

// pairs maps each flag of the form THIS=THAT to where it is kept.
func (d *decisions) pairs() map[string]map[string]string {
	return map[string]map[string]string{"rename": d.renames, "fill": d.fills, "duplicates": d.duplicates}
}

// words maps each flag with a single name to where it is kept.
func (d *decisions) words() map[string]map[string]bool {
	return map[string]map[string]bool{"drop": d.drops, "expect-none": d.none, "rewrite": d.rewrites}
}

// given returns the decisions as flags again, quoted for a shell.
func (d *decisions) given() (args []string) {
	pairs, words := d.pairs(), d.words()
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		for _, from := range slices.Sorted(maps.Keys(pairs[name])) {
			args = append(args, "--"+name, forShell(from+"="+pairs[name][from]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(words)) {
		for _, what := range slices.Sorted(maps.Keys(words[name])) {
			args = append(args, "--"+name, forShell(what))
		}
	}
	return args
}
