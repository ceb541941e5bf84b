package main

import (
	"bytes"
	"fmt"
	"os"
)

// The marks around what this program writes into a page.
const (
	beginMark = "<!-- faults: what follows is written by make faults -->\n"
	endMark   = "<!-- faults: end -->\n"
)

// writeBetween replaces the part of a page between the marks.
func writeBetween(page, text string) error {
	content, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begun := bytes.Cut(content, []byte(beginMark))
	_, after, ended := bytes.Cut(rest, []byte(endMark))
	if !begun || !ended {
		return fmt.Errorf("%s lacks the marks %q and %q, one after the other", page, beginMark, endMark)
	}
	return os.WriteFile(page, fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, beginMark, text, endMark, after), 0o644)
}
