package etag_test

import (
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

// A client that has what has the content's tag names it with any state, or with none.
func TestNamedContent(t *testing.T) {
	content := etag.Content([]byte("[]"))
	stated, other := etag.Stated(content, 1<<63+7), etag.Stated(etag.Content([]byte("[1]")), 7)
	if want := `W/"` + content[3:len(content)-1] + `.8000000000000007"`; stated != want {
		t.Errorf("Stated() = %s, want %s", stated, want)
	}
	for _, tc := range []struct {
		lines []string
		named string // "" for none
		tag   string // with a state; "" for none
		state uint64
	}{
		{nil, "", "", 0},
		{[]string{"*"}, content, "", 0},
		{[]string{content}, content, "", 0},
		{[]string{content[2:]}, content, "", 0},
		{[]string{stated}, stated, stated, 1<<63 + 7},
		{[]string{stated[2:]}, stated, stated, 1<<63 + 7},
		{[]string{`"x", ` + other, stated}, stated, other, 7},
		{[]string{other}, "", other, 7},
		{[]string{content[:len(content)-1] + `.07"`}, "", "", 0},
		{[]string{content[:len(content)-1] + `.7`}, "", "", 0},
		{[]string{content[:len(content)-1] + `.10000000000000000"`}, "", "", 0},
		{[]string{content[:len(content)-1] + `."`, `.`, `".`}, "", "", 0},
	} {
		if named, ok := etag.NamedContent(tc.lines, content); named != tc.named || ok != (tc.named != "") {
			t.Errorf("NamedContent(%q) = %s, %t, want %q", tc.lines, named, ok, tc.named)
		}
		if tag, state, ok := etag.State(tc.lines); tag != tc.tag || state != tc.state || ok != (tc.tag != "") {
			t.Errorf("State(%q) = %s, %d, %t, want %q, %d", tc.lines, tag, state, ok, tc.tag, tc.state)
		}
	}
}

func BenchmarkContent(b *testing.B) {
	body := make([]byte, 6800) // a list of 20
	for b.Loop() {
		_ = etag.Content(body, "next", "20")
	}
}
