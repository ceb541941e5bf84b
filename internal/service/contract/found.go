package contract

import (
	"unicode/utf8"

	"github.com/entask/entask/internal/runtime/fault"
)

// What an explanation may say, whatever the request holds.
const (
	// mostText is how many bytes the listed findings take, beyond which they are counted.
	mostText = 16 << 10
	// mostName is how many bytes of a name of the client are shown, mostParts how many
	// parts of a place.
	mostName  = 64
	mostParts = 16
)

// findings are the broken rules found so far: the first of them, and the number of the
// others.
type findings struct {
	listed []fault.Field
	more   int
	bytes  int // that those listed take in an answer
	hinted int // names for which a near one was looked for
}

func (f *findings) none() bool { return len(f.listed) == 0 }

func (f *findings) count() int { return len(f.listed) + f.more }

// add adds a broken rule. It keeps nothing of loc.
func (f *findings) add(typ, msg string, loc ...any) {
	if len(f.listed) == fault.MostFields || f.bytes > mostText {
		f.more++
		return
	}
	field := fault.Field{Loc: place(loc), Msg: msg, Type: typ}
	f.bytes += len(msg)
	for _, part := range field.Loc {
		name, _ := part.(string)
		f.bytes += written(name)
	}
	f.listed = append(f.listed, field)
}

// place returns a copy of a place that is short enough for an answer.
func place(loc []any) []any {
	short := make([]any, 0, min(len(loc), mostParts+1))
	for i, part := range loc {
		if i == mostParts {
			return append(short, "…")
		}
		if name, ok := part.(string); ok {
			part = shorten(name)
		}
		short = append(short, part)
	}
	return short
}

// shorten cuts a name between two characters.
func shorten(name string) string {
	if len(name) <= mostName {
		return name
	}
	end := mostName
	for end > mostName-utf8.UTFMax && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "…"
}

// written returns about how many bytes of JSON a text takes, because some characters are
// escaped.
func written(text string) int {
	n := 2
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c >= utf8.RuneSelf:
			n += longestEscape
		default:
			n++
		}
	}
	return n
}
