package main

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/rules"
)

// judge returns what the review has to say against the files that were added, and
// what check says of them over rows. Both are silent on a good migration.
func judge(t *testing.T, c cli) (all []txtar.File) {
	t.Helper()
	list, err := names(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 1 {
		return nil
	}
	report, err := review.Run(t.Context(), review.Options{Dir: c.dir, Base: "20260101000000", Rows: 200, URL: c.server.cluster.URL("postgres")})
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, f := range report.Files {
		for _, finding := range f.Findings {
			if finding.Severity != rules.Info {
				said += fmt.Sprintf("%s:%d: %s: %s\n", f.Name, finding.Line, finding.Severity, finding.Rule)
			}
		}
	}
	if said != "" {
		all = append(all, txtar.File{Name: "review", Data: []byte(said)})
	}
	if err := c.overRows(t.Context(), list); err != nil {
		all = append(all, txtar.File{Name: "check", Data: []byte(err.Error() + "\n")})
	}
	return all
}

// words are the words of a line as the recipe of make has them.
func words(t *testing.T, line string) []string {
	t.Helper()
	out, err := exec.Command("sh", "-c", `for word in `+strings.TrimSpace(line)+`; do printf '%s\0' "$word"; done`).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
}

// paste runs the command of a refusal, as a shell and make read it. It must do until
// nothing is left to be said.
func paste(t *testing.T, pg *server, parts map[string]string, command string) {
	t.Helper()
	c, _ := folderOf(t, pg, parts)
	for range 2 { // renames come before what else is new
		const recipe = `make() { eval "printf '%s\n' ${3#args=}"; }; `
		out, err := exec.Command("sh", "-c", recipe+command).Output()
		if err != nil {
			t.Fatal(err)
		}
		said, err := parse(strings.Split(strings.TrimSpace(string(out)), "\n"), nil, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		err = c.create(t.Context(), "change", said)
		if err == nil {
			return
		}
		var again bool
		if _, command, again = strings.Cut(err.Error(), "\nsuch as\n"); !again {
			t.Errorf("%s\n%v", command, err)
			return
		}
	}
	t.Errorf("%s leaves questions open", command)
}
