package main

import (
	"fmt"
	"strings"
)

// judge compares an answer with what the database had before and has after, and
// returns what is untrue about it.
func judge(op operation, a answer, before, after []row) (untrue []string) {
	say := func(format string, args ...any) { untrue = append(untrue, fmt.Sprintf(format, args...)) }
	want := before
	if op.done != nil {
		want = op.done(before)
	}
	done := op.done != nil && same(after, want)
	undone := same(after, before)
	if !done && !undone {
		say("%d: not done once, and not left undone: %s", a.Status, difference(before, after))
	}
	switch a.Status {
	case op.want:
		if op.done != nil && !done {
			say("%d, and it was not done once", a.Status)
		}
	case unavailable:
		if a.Header.Get("Retry-After") == "" {
			say("503 without Retry-After")
		}
		if done && !strings.Contains(a.detail(), "unknown") {
			say("503 whose detail does not say that the outcome is unknown, though it was done: %q", a.detail())
		}
	case none:
		say("no answer: %s", a.Body)
	default:
		say("%d %q, though %s", a.Status, a.detail(), did(done))
	}
	return untrue
}

func did(done bool) string {
	if done {
		return "it was done"
	}
	return "nothing is wrong with the request"
}

// difference says shortly what became of tasks.
func difference(before, after []row) string {
	return fmt.Sprintf("%s became %s", brief(before), brief(after))
}

func brief(rows []row) string {
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprintf("%s v%d %t", r.Title, r.Version, r.Completed))
	}
	return "[" + strings.Join(all, ", ") + "]"
}
