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

// Weak yields the entity tags that the lines of If-None-Match name, as weak ones.
func Weak(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for member := range members(lines) {
			if member != "*" && !yield(weak(member)) {
				return
			}
		}
	}
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
