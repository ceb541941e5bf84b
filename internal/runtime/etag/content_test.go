package etag_test

import (
	"slices"
	"testing"

	"github.com/entask/entask/internal/runtime/etag"
)

// The tag is that of every copy and of every release: a client may ask another one.
func TestContent(t *testing.T) {
	if got, want := etag.Content([]byte(`[]`), "", ""), `W/"f0c1bb71ad23d3bd"`; got != want {
		t.Errorf("Content([]) = %s, want %s", got, want)
	}
	tags := map[string]bool{}
	for _, parts := range [][]string{{`[]`, "", ""}, {`[]`, "1", ""}, {`[]`, "", "1"}, {`[1]`, "", ""}, {`[]`, "1"}} {
		tags[etag.Content([]byte(parts[0]), parts[1:]...)] = true
	}
	if len(tags) != 5 {
		t.Errorf("got %d tags, want 5: %v", len(tags), tags)
	}
}

func TestNamed(t *testing.T) {
	const tag = `W/"a,b"`
	for _, tc := range []struct {
		lines []string
		want  bool
	}{
		{nil, false},
		{[]string{""}, false},
		{[]string{`*`}, true},
		{[]string{`W/"a,b"`}, true},
		{[]string{`"a,b"`}, true},
		{[]string{`"x", W/"a,b"`}, true},
		{[]string{`"x"`, `"a,b" , "y"`}, true},
		{[]string{`"a"`, `b"`, `a,b`, `w/"a,b"`, `,`}, false},
	} {
		if got := etag.Named(tc.lines, tag); got != tc.want {
			t.Errorf("Named(%q) = %t, want %t", tc.lines, got, tc.want)
		}
	}
}

func TestWeak(t *testing.T) {
	got := slices.Collect(etag.Weak([]string{`"a", W/"b"`, `*`, `"c"`}))
	if want := []string{`W/"a"`, `W/"b"`, `W/"c"`}; !slices.Equal(got, want) {
		t.Errorf("Weak() = %q, want %q", got, want)
	}
	for first := range etag.Weak([]string{`"a", "b"`}) {
		if first != `W/"a"` {
			t.Errorf("the first is %s", first)
		}
		break
	}
}

func BenchmarkContent(b *testing.B) {
	body := make([]byte, 6800) // a list of 20
	for b.Loop() {
		_ = etag.Content(body, "next", "20")
	}
}
