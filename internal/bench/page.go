package main

import (
	"bytes"
	"fmt"
	"os"
)

// The marks between which a page holds what the benchmark wrote.
const (
	beginMark = "<!-- bench: what follows is written by make bench -->\n"
	endMark   = "<!-- bench: end -->\n"
)

// writeBetween replaces what a page has between the marks.
func writeBetween(page, text string) error {
	content, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begun := bytes.Cut(content, []byte(beginMark))
	_, after, ended := bytes.Cut(rest, []byte(endMark))
	if !begun || !ended {
		return fmt.Errorf("%s has not the marks %q and %q, one after the other", page, beginMark, endMark)
	}
	out := fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, beginMark, text, endMark, after)
	return os.WriteFile(page, out, 0o644)
}
