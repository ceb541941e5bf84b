package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
)

// marks enclose the part of a page that the benchmark writes.
type marks struct{ begin, end string }

var (
	benchMarks = marks{"<!-- bench: what follows is written by make bench -->\n", "<!-- bench: end -->\n"}
	scaleMarks = marks{"<!-- scale: what follows is written by make bench -->\n", "<!-- scale: end -->\n"}
)

// notes is the page beside another one that has the measurements behind it.
func notes(page string) string { return strings.TrimSuffix(page, ".md") + "-notes.md" }

// writeBetween replaces the part of a page between the marks.
func writeBetween(page string, m marks, text string) error {
	content, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, begun := bytes.Cut(content, []byte(m.begin))
	_, after, ended := bytes.Cut(rest, []byte(m.end))
	if !begun || !ended {
		return fmt.Errorf("%s has not the marks %q and %q, one after the other", page, m.begin, m.end)
	}
	out := fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, m.begin, text, m.end, after)
	return os.WriteFile(page, out, 0o644)
}
