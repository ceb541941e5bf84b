package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// errUndecided is returned for a change that can mean two things, and for one that
// existing rows can stop.
var errUndecided = errors.New("say what is meant")

// decisions are what a person has said of such changes.
type decisions struct {
	renames    map[string]string // "table.column" to a column, "table" to a table
	drops      map[string]bool   // "table.column" or "table"
	fills      map[string]string // "table.column" to an SQL expression
	none       map[string]bool   // "table.column" of which no row breaks the new rule
	duplicates map[string]string // "table.column" to number or delete
	rewrites   map[string]bool   // "table.column"

	name      string // of the migration
	questions io.Writer
	answers   *bufio.Scanner // nil where nobody can be asked
}

// question is one such change, of which nothing was said.
type question struct {
	text string   // what is wrong, and which flags say what to do
	args []string // flags that may be meant

	prompt string            // for a person at a terminal
	take   func(string) bool // takes the answer, unless it is none
}

// decide asks a person, and refuses what is left.
func (d *decisions) decide(open []question) error {
	var left []question
	for _, q := range open {
		if d.answers == nil || !d.ask(q) {
			left = append(left, q)
		}
	}
	return d.refuse(left)
}

func (d *decisions) ask(q question) bool {
	fmt.Fprintf(d.questions, "%s\n> ", q.prompt)
	for d.answers.Scan() {
		if answer := strings.TrimSpace(d.answers.Text()); answer == "" || q.take(answer) {
			return answer != ""
		}
		fmt.Fprintf(d.questions, "> ")
	}
	return false
}

// refuse lists what nobody has answered, and ends with a command that answers it.
func (d *decisions) refuse(left []question) error {
	if len(left) == 0 {
		return nil
	}
	var lines, args []string
	for _, q := range left {
		lines = append(lines, q.text)
		for _, a := range q.args {
			args = append(args, forShell(a))
		}
	}
	return fmt.Errorf("%w:\n  %s\nsuch as\n  make migration name=%s args=%s", errUndecided, strings.Join(lines, "\n  "), cmp.Or(d.name, "…"), d.forMake(args))
}

var plainWord = regexp.MustCompile(`^[\w./=:,+-]+$`)

// forShell is a word as a shell reads it.
func forShell(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(word) + `"`
}

// forMake is what was said and words to add to it, as a variable for make, whose
// recipe a second shell reads.
func (d *decisions) forMake(words []string) string {
	line := strings.ReplaceAll(strings.Join(append(d.given(), words...), " "), "$", "$$")
	if strings.Contains(line, "'") {
		return forShell(line)
	}
	return "'" + line + "'"
}
