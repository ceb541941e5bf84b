package layout

import (
	"strings"
	"testing"
)

// longest is the length above which a file has more than one subject.
const longest = 300

func TestFilesAreShort(t *testing.T) {
	for _, f := range sources(t, handWritten) {
		if f.lines > longest {
			t.Errorf("%s has %d lines: at most %d, or it has more than one subject", f.path, f.lines, longest)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]int{}
	for _, f := range sources(t, authored) {
		said[f.folder] += 0
		if text := f.syntax.Doc.Text(); text != "" {
			said[f.folder]++
			name, _, _ := strings.Cut(text, "\n")
			want := "Package " + f.syntax.Name.Name + " "
			if f.syntax.Name.Name == "main" {
				want = "Command " + f.folder[strings.LastIndex(f.folder, "/")+1:] + " "
			}
			if !strings.HasPrefix(name, want) {
				t.Errorf("%s: the package comment must begin with %q", f.path, want)
			}
		}
	}
	for _, folder := range sorted(said) {
		if n := said[folder]; n != 1 {
			t.Errorf("%s has %d package comments: one file must say what it is for", folder, n)
		}
	}
}

func TestGeneratedAndWrittenAreNotMixed(t *testing.T) {
	both := map[string][2]int{}
	for _, f := range sources(t, shipped) {
		n := both[f.folder]
		if f.generated {
			n[0]++
		} else {
			n[1]++
		}
		both[f.folder] = n
	}
	for _, folder := range sorted(both) {
		if n := both[folder]; n[0] > 0 && n[1] > 0 {
			t.Errorf("%s mixes %d generated files with %d written ones", folder, n[0], n[1])
		}
	}
}
