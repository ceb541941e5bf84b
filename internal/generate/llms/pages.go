package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	// entry is a page that docs/README.md lists, with a line about it.
	entry = regexp.MustCompile(`(?m)^- \[[^\]]+\]\([^)]+\).*$`)
	// told is a page with what it is about.
	told = regexp.MustCompile(`^- \[[^\]]+\]\([^)]+\): \S`)
	// link is one to another file.
	link = regexp.MustCompile(`\]\(([^):]+)\)`)
	// module is the line of go.mod that says where the project is.
	module = regexp.MustCompile(`(?m)^module (\S+)$`)
)

// pages is the end of the file: the pages of docs/README.md where the project is published. A page
// of another application that is not there any more is left out.
func pages(root string) (string, error) {
	var errs []error
	read := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) //nolint:gosec // the project's own
		errs = append(errs, err)
		return string(raw)
	}
	is := module.FindStringSubmatch(read("go.mod"))
	listed := entry.FindAllString(read("docs/README.md"), -1)
	if err := errors.Join(errs...); err != nil {
		return "", err
	}
	if is == nil {
		return "", errors.New("go.mod names no module")
	}
	var text strings.Builder
	text.WriteString("\n## Documentation\n\n")
	for _, line := range listed {
		if !told.MatchString(line) {
			return "", fmt.Errorf("say behind a colon what the page is about: %s", line)
		}
		there := true
		line = link.ReplaceAllStringFunc(line, func(to string) string {
			name := path.Join("docs", link.FindStringSubmatch(to)[1])
			_, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
			there = there && err == nil
			return fmt.Sprintf("](https://%s/blob/main/%s)", is[1], name)
		})
		if there {
			text.WriteString(line + "\n")
		}
	}
	return text.String(), nil
}
