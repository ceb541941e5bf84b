package contract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

const (
	// mostHints is for how many unknown names of a request a near one is looked for, and
	// longestHinted how many bytes such a name has.
	mostHints     = 10
	longestHinted = mostName
	// farthest is the greatest distance of a typing error.
	farthest = 3
)

// names are those that a request may use in one place, in alphabetical order.
type names []name

// name is one of them. Names that differ in hyphens, underscores or case are near.
type name struct{ written, plain string }

func newNames(all []string) names {
	made := make(names, len(all))
	for i, written := range all {
		made[i] = name{written, plain(written)}
	}
	slices.SortFunc(made, func(a, b name) int { return strings.Compare(a.written, b.written) })
	return made
}

func (n names) has(written string) bool {
	_, found := slices.BinarySearchFunc(n, written, func(one name, written string) int { return strings.Compare(one.written, written) })
	return found
}

// nearest returns the name that a client may have meant, or "".
func (n names) nearest(written string) (found string) {
	meant := plain(written)
	best := 1 + min(farthest, len(written)/2) // a greater distance is another name, not a typing error
	length := utf8.RuneCountInString(meant)
	for _, one := range n {
		if apart := utf8.RuneCountInString(one.plain) - length; apart >= best || -apart >= best {
			continue // each character that one has more costs 1
		}
		if d := levenshtein.ComputeDistance(meant, one.plain); d < best {
			found, best = one.written, d
		}
	}
	return found
}

var punctuation = strings.NewReplacer("_", "", "-", "")

func plain(written string) string { return strings.ToLower(punctuation.Replace(written)) }

// unknown adds an unknown name, with the nearest known one.
func (f *findings) unknown(kind, name string, known names, loc []any) {
	msg := "unknown " + kind
	if f.hinted < mostHints && len(name) <= longestHinted {
		f.hinted++
		if nearest := known.nearest(name); nearest != "" {
			msg += ", did you mean " + nearest + "?"
		}
	}
	f.add("extra_forbidden", msg, loc...)
}
