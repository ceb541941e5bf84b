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

// errUndecided is returned for a change that can mean two things, or that existing rows
// can stop.
var errUndecided = errors.New("say what is meant")

// decisions are the answers for such changes.
type decisions struct {
	renames    map[string]string // "table.column" to a column, "table" to a table
	drops      map[string]bool   // "table.column" or "table"
	fills      map[string]string // "table.column" to an SQL expression
	none       map[string]bool   // "table.column" where no row breaks the new rule
	duplicates map[string]string // "table.column" to number or delete
	rewrites   map[string]bool   // "table.column"

	name      string // of the migration
	questions io.Writer
	answers   *bufio.Scanner // nil where nobody can be asked
}

// question is a change that needs an answer.
type question struct {
	text string   // the problem, and the flags that solve it
	args []string // the flags to propose

	prompt string            // at a terminal
	take   func(string) bool // accepts an answer, or returns false
}

// decide asks the questions at a terminal, and refuses those that stay open.
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

// refuse returns an error that lists the open questions, with a command that answers
// all of them.
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

// forShell quotes a word for a shell.
func forShell(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(word) + `"`
}

// forMake quotes the decisions so far and more words as a variable of make. A second
// shell splits them again, in the recipe.
func (d *decisions) forMake(words []string) string {
	line := strings.ReplaceAll(strings.Join(append(d.given(), words...), " "), "$", "$$")
	if strings.Contains(line, "'") {
		return forShell(line)
	}
	return "'" + line + "'"
}
