package etag

import (
	"iter"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// Content returns the weak entity tag of a body and of the headers that say more than it
// does. What is equal has the same tag, whichever copy of the service is asked.
func Content(body []byte, headers ...string) string {
	var sum xxhash.Digest
	sum.Reset()
	_, _ = sum.Write(body) // never fails
	for _, value := range headers {
		_, _ = sum.WriteString("\n" + value)
	}
	var text [20]byte // as long as any
	return string(append(strconv.AppendUint(append(text[:0], `W/"`...), sum.Sum64(), 16), '"'))
}

// Named says whether the lines of If-None-Match name a tag, by the weak comparison. It is
// true of *.
func Named(lines []string, tag string) bool {
	for member := range members(lines) {
		if member == "*" || weak(member) == weak(tag) {
			return true
		}
	}
	return false
}

// NamedContent returns the tag by which the lines of If-None-Match name what has a tag of Content:
// it may have any state. Of *, that is the tag of Content.
func NamedContent(lines []string, tag string) (named string, ok bool) {
	for member := range members(lines) {
		if member == "*" {
			return tag, true
		}
		member = weak(member)
		if content, _, stated := cutState(member); stated && content == tag || member == tag {
			return member, true
		}
	}
	return "", false
}

// Stated returns the tag of Content with a state.
func Stated(tag string, state uint64) string {
	text := make([]byte, 0, len(tag)+len(`.ffffffffffffffff`))
	text = append(append(text, tag[:len(tag)-1]...), '.')
	return string(append(strconv.AppendUint(text, state, 16), '"'))
}

// State returns the first tag with a state that the lines of If-None-Match name, and the state.
func State(lines []string) (tag string, state uint64, ok bool) {
	for member := range members(lines) {
		tag = weak(member)
		if _, state, ok = cutState(tag); ok {
			return tag, state, true
		}
	}
	return "", 0, false
}

// cutState returns the tag of Content, and the state, of what Stated has made.
func cutState(tag string) (content string, state uint64, ok bool) {
	before, after, found := strings.Cut(tag, ".")
	digits, closed := strings.CutSuffix(after, `"`)
	if !found || !closed {
		return "", 0, false
	}
	state, err := strconv.ParseUint(digits, 16, 64)
	content = before + `"`
	return content, state, err == nil && Stated(content, state) == tag
}

func weak(tag string) string {
	if strings.HasPrefix(tag, "W/") {
		return tag
	}
	return "W/" + tag
}

// members yields those of all the lists.
func members(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, list := range lines {
			for list != "" {
				var member string
				if member, list = first(list); !yield(member) {
					return
				}
			}
		}
	}
}
