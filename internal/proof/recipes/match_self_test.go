package recipes

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	for _, tc := range []struct {
		name, shown, printed string
		want                 bool
	}{
		{"the same", "a\n", "a\n", true},
		{"without its last line end", "a\n", "a", true},
		{"another", "a\n", "b\n", false},
		{"more", "a\n", "a\nb\n", false},
		{"less", "a\nb\n", "a\n", false},
		{"nothing", "", "", true},
		{"something for nothing", "", "a\n", false},
		{"anything within a line", `{"id":"…","name":"a"}`, `{"id":"7","name":"a"}`, true},
		{"anything, and then another", `{"id":"…","name":"a"}`, `{"id":"7","name":"b"}`, false},
		{"any lines", "a\n…\nd\n", "a\nb\nc\nd\n", true},
		{"no pattern of its own", "a.c\n", "abc\n", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := pattern(tc.shown).MatchString(tc.printed); got != tc.want {
				t.Errorf("%q shown as %q: got %v, want %v", tc.printed, tc.shown, got, tc.want)
			}
		})
	}
}

func TestPatch(t *testing.T) {
	for _, tc := range []struct{ name, content, change, want, wantErr string }{
		{"a line comes", "a\nb\n", " a\n+x\n", "a\nx\nb\n", ""},
		{"a line goes", "a\nb\n", "-b\n", "a\n", ""},
		{"the first line", "a\nb\n", "-a\n+x\n", "x\nb\n", ""},
		{"two places", "a\nb\nc\n", "-a\n+x\n@@\n-c\n+y\n", "x\nb\ny\n", ""},
		{"no such place", "a\n", " b\n+x\n", "", "is there 0 times, want once:\nb\n"},
		{"two such places", "a\na\n", " a\n+x\n", "", "is there 2 times, want once:\na\n"},
		{"only the end of a line", "ab\n", " b\n+x\n", "", "is there 0 times, want once:\nb\n"},
		{"a line without a mark", "a\n", "a\n", "", `begins with neither a space nor - nor +: "a\n"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := patch(tc.content, tc.change)
			if tc.wantErr != "" {
				if err == nil || err.Error() != tc.wantErr {
					t.Errorf("got %v, want %s", err, tc.wantErr)
				}
			} else if err != nil || got != tc.want {
				t.Errorf("got %q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestParse(t *testing.T) {
	page := strings.ReplaceAll(`# Page
'''go file=a/b.go
package b
'''
'''json
{}
'''
'''console fails
$ one \
  more
$ two
shown
'''
`, "'''", "```")
	steps, err := parse(page)
	if err != nil || len(steps) != 2 {
		t.Fatalf("got %+v, %v, want two steps", steps, err)
	}
	if s := steps[0]; s.kind != write || s.file != "a/b.go" || s.text != "package b\n" {
		t.Errorf("got %+v, want the file a/b.go", s)
	}
	if s := steps[1]; s.kind != fail || len(s.commands) != 2 ||
		s.commands[0] != (command{9, "one \\\n  more", ""}) || s.commands[1] != (command{11, "two", "shown\n"}) {
		t.Errorf("got %+v, want two commands that fail", s)
	}
	for name, page := range map[string]string{
		"no end":         "```go\n",
		"unknown word":   "```console twice\n$ a\n```\n",
		"diff of what":   "```diff\n+a\n```\n",
		"no command":     "```console\na\n```\n",
		"two that serve": "```console serves\n$ a\n$ b\n```\n",
	} {
		if steps, err := parse(page); err == nil {
			t.Errorf("%s: got %+v, want an error", name, steps)
		}
	}
}
