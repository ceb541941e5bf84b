package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	for _, tc := range []struct {
		args       string
		contenders string
		scenarios  string
		command    string
		err        string
	}{
		{"", "raw,raw-fast,service,service without RLS", "list,read,create,toggle,update,mix", "make bench", ""},
		{"-write docs/performance.md", "raw,raw-fast,service,service without RLS", "list,read,create,toggle,update,mix", "make bench", ""},
		{"-contenders service -scenarios mix,list -try GOGC=400", "raw,service,service GOGC=400", "list,mix", `make bench args="-contenders service -scenarios mix,list -try GOGC=400"`, ""},
		{"-scenarios mix -against old/entask -against other", "service,entask,other", "mix", `make bench args="-scenarios mix -against old/entask -against other"`, ""},
		{"-against entask -write page.md", "", "", "", "-against goes neither with -write nor with -profile"},
		{"-contenders fast", "", "", "", `invalid value "fast" for flag -contenders: "fast" is none of raw,raw-fast,service,service without RLS`},
		{"-scenarios mix,all", "", "", "", `invalid value "mix,all" for flag -scenarios: "all" is none of list,read,create,toggle,update,mix`},
		{"-requests 10", "", "", "", "-rounds and -connections must be at least 1, and -requests at least -connections"},
		{"now", "", "", "", `"now" is no flag`},
	} {
		t.Run(tc.args, func(t *testing.T) {
			o, err := parse(strings.Fields(tc.args), io.Discard)
			if err != nil || tc.err != "" {
				if err == nil || err.Error() != tc.err {
					t.Errorf("got error %v, want %s", err, tc.err)
				}
				return
			}
			if got := names(o.contenders, contender.String); got != tc.contenders {
				t.Errorf("contenders %s, want %s", got, tc.contenders)
			}
			var scenarios []string
			for _, s := range o.scenarios {
				scenarios = append(scenarios, s.Name)
			}
			if got := strings.Join(scenarios, ","); got != tc.scenarios {
				t.Errorf("scenarios %s, want %s", got, tc.scenarios)
			}
			if got := o.command(); got != tc.command {
				t.Errorf("command %s, want %s", got, tc.command)
			}
		})
	}
}

func TestTry(t *testing.T) {
	flags, variables := try("GOAMD64=v3 -pgo=off GOGC=400").flags()
	if !slices.Equal(flags, []string{"-pgo=off"}) || !slices.Equal(variables, []string{"GOAMD64=v3", "GOGC=400"}) {
		t.Errorf("flags %q, variables %q", flags, variables)
	}
}

func TestWriteBetween(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	for _, tc := range []struct{ name, before, after, err string }{
		{"marks", "a\n" + benchMarks.begin + "old\n" + benchMarks.end + "z\n", "a\n" + benchMarks.begin + "\nnew\n\n" + benchMarks.end + "z\n", ""},
		{"again", "a\n" + benchMarks.begin + "\nnew\n\n" + benchMarks.end + "z\n", "a\n" + benchMarks.begin + "\nnew\n\n" + benchMarks.end + "z\n", ""},
		{"no marks", "a\n", "a\n", page + ` has not the marks "<!-- bench: what follows is written by make bench -->\n" and "<!-- bench: end -->\n", one after the other`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := os.WriteFile(page, []byte(tc.before), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := writeBetween(page, benchMarks, "new\n"); err != nil && err.Error() != tc.err || err == nil && tc.err != "" {
				t.Errorf("got error %v, want %q", err, tc.err)
			}
			if got, err := os.ReadFile(page); err != nil || string(got) != tc.after {
				t.Errorf("got %q, %v, want %q", got, err, tc.after)
			}
		})
	}
}

func TestHelpIsNoFailure(t *testing.T) {
	var help strings.Builder
	if err := run(t.Context(), []string{"-help"}, io.Discard, &help); err != nil || !strings.Contains(help.String(), "-contenders names\n") {
		t.Errorf("run -help = %v and %q", err, help.String())
	}
}
