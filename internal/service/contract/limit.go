package contract

import (
	"encoding/json"
	"net/http"
	"unicode/utf16"
)

// BodyCeiling is the most bytes that a document alone can make the limit of a body.
const BodyCeiling = 8 << 20

// defaultBodyLimit replaces an Options.BodyLimit of 0.
const defaultBodyLimit = 64 << 10

// How many bytes of JSON a value may take if the document does not say.
const (
	longestEscape  = 6       // of a UTF-16 unit: \u0041
	longestPair    = 12      // of a character: \ud83d\ude00
	longestNumber  = 400     // 1e308 may be written out
	longestInstant = 64      // a second may have many digits
	longestIgnored = 4 << 10 // of a read-only property, which a client may send back
	indentation    = 32      // of an item or a member, with its separators
	aroundIt       = 1 << 10 // white space around the body
)

// formats are those whose values have a length of their own.
var formats = map[string]int{"uuid": 36, "date": 10, "date-time": longestInstant, "time": longestInstant, "duration": longestInstant}

// bodyLimit returns how many bytes of a body are read: the limit that is set, or the length
// of the longest valid body if that is more. Of a batch only one item counts, because a
// client can send a batch in parts.
func bodyLimit(s *schema, set int64) int64 {
	if s == nil {
		return set
	}
	if s.Type == "array" {
		return bodyLimit(s.Items, set)
	}
	return max(set, min(s.most()+aroundIt, BodyCeiling))
}

// most returns how many bytes a valid value can take, with some white space. An unbounded
// value counts as 0, and the result is at most the ceiling.
func (s *schema) most() int64 {
	switch {
	case s == nil:
		return 0
	case len(s.Enum) > 0:
		return longestOf(s.Enum)
	case s.ReadOnly && s.Type == "":
		return longestIgnored
	}
	n := int64(0)
	for _, list := range [][]*schema{s.OneOf, s.AnyOf, s.AllOf} {
		for _, alternative := range list {
			n = max(n, alternative.most())
		}
	}
	switch s.Type {
	case "string":
		if characters, bounded := s.longest(); bounded {
			n = max(n, longestPair*int64(characters)+2)
		}
	case "integer", "number":
		n = max(n, longestNumber)
	case "boolean":
		n = max(n, int64(len("false")))
	case "array":
		if s.MaxItems != nil {
			n = max(n, int64(min(*s.MaxItems, BodyCeiling))*(s.Items.most()+indentation)+2)
		}
	case "object":
		members := int64(2)
		for name, p := range s.Properties {
			members += quoted(name) + p.most() + indentation
		}
		n = max(n, members)
	}
	return min(n, BodyCeiling)
}

// longest returns how many characters a text may have.
func (s *schema) longest() (characters int, bounded bool) {
	if s.MaxLength != nil {
		return min(*s.MaxLength, BodyCeiling), true
	}
	characters, bounded = formats[s.Format]
	return characters, bounded
}

// quoted returns how many bytes a text takes if every character is escaped.
func quoted(text string) int64 {
	return int64(longestEscape*len(utf16.Encode([]rune(text))) + 2)
}

func longestOf(values []any) int64 {
	n := int64(0)
	for _, v := range values {
		if text, ok := v.(string); ok {
			n = max(n, quoted(text))
		} else if raw, err := json.Marshal(v); err == nil {
			n = max(n, int64(len(raw)), longestNumber)
		}
	}
	return n
}

// tooLarge is a body over the limit, before any of it is read.
type tooLarge struct{ limit int64 }

func (b tooLarge) Read([]byte) (int, error) { return 0, &http.MaxBytesError{Limit: b.limit} }

func (tooLarge) Close() error { return nil }
