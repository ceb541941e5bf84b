package main

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/proof/faults/books"
)

// judge compares an answer with the rows before and after it.
func judge(op operation, a answer, before, after []row) (f books.Findings) {
	untrue := func(format string, args ...any) { f.Untrue = append(f.Untrue, fmt.Sprintf(format, args...)) }
	done := op.done != nil && same(after, op.done(before))
	undone := same(after, before)
	if !done && !undone {
		f.Doubled = append(f.Doubled, fmt.Sprintf("%d, and not done at most once: %s", a.Status, difference(before, after)))
	}
	switch {
	case a.Status == op.want:
		if op.done != nil && undone {
			f.Lost = append(f.Lost, fmt.Sprintf("%d, and it was not done", a.Status))
		}
	case a.Status == none:
		untrue("no answer: %s", a.Body)
	case a.Status != unavailable:
		untrue("%d %q, though %s", a.Status, a.detail(), did(done))
	case a.Header.Get("Retry-After") == "":
		untrue("503 without Retry-After")
	case done && !strings.Contains(a.detail(), "unknown"):
		untrue("503 %q, though it was done: that does not say that the outcome is unknown", a.detail())
	}
	return f
}

func did(done bool) string {
	if done {
		return "it was done"
	}
	return "nothing is wrong with the request"
}

// difference says briefly what became of tasks.
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
