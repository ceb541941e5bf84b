// Package condition puts the conditions of a request (RFC 9110, sections 13.1.1 and
// 13.1.2) on the row that it writes. They are predicates of the statement that writes, so
// that the row cannot change between check and write.
//
// Generated code calls it; it knows no entity. Start with Headers.
package condition

import (
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/statement"
)

// Header is the value of a header, if it was given. A parameter that ogen decoded
// converts to it.
type Header struct {
	Value string
	Set   bool
}

// Headers are the conditions of a request. Both must hold.
type Headers struct{ IfMatch, IfNoneMatch Header }

// Creates says whether a write is to create a row: there must be none.
func (h Headers) Creates() bool {
	return !h.IfMatch.Set && h.IfNoneMatch.Set && etag.IfNoneMatch(h.IfNoneMatch.Value).Any
}

// Where returns the predicates that the row must pass. Version is the column of the
// entity tag, or "" if the entity has no tag. Without a tag, If-Match holds only as *,
// and If-None-Match holds for any list of tags.
func Where[P ~func(*sql.Selector)](h Headers, version string) []P {
	var where []P
	if h.IfMatch.Set {
		switch match := etag.IfMatch(h.IfMatch.Value); {
		case match.Any: // there must be a row, as for every write
		case version == "":
			where = append(where, never)
		default:
			where = append(where, statement.In(version, match.Versions...))
		}
	}
	if h.IfNoneMatch.Set {
		switch none := etag.IfNoneMatch(h.IfNoneMatch.Value); {
		case none.Any:
			where = append(where, never)
		case version != "" && len(none.Versions) > 0:
			where = append(where, statement.NotIn(version, none.Versions...))
		}
	}
	return where
}

// never passes no row.
func never(s *sql.Selector) { s.Where(sql.False()) }

// Refusal says why a row was not written although it exists and is the viewer's: a
// condition does not hold. The entity tag is in the column version. If the request had no
// condition, it returns a fault.NotFound error: the row was just added, or a rule of the
// schema hides it.
func (h Headers) Refusal(version string) error {
	switch {
	case !h.IfMatch.Set && !h.IfNoneMatch.Set:
		return fault.New(fault.NotFound, "")
	case h.IfNoneMatch.Set && etag.IfNoneMatch(h.IfNoneMatch.Value).Any:
		return fault.New(fault.Precondition, "If-None-Match does not hold: the resource exists")
	case version == "":
		return fault.New(fault.Precondition, "If-Match does not hold: the resource has no entity tag")
	case !h.IfMatch.Set:
		return fault.New(fault.Precondition, "If-None-Match does not hold: the resource is at a version that it names")
	case h.IfNoneMatch.Set:
		return fault.New(fault.Precondition, "If-Match or If-None-Match does not hold")
	default:
		return fault.New(fault.Precondition, "")
	}
}
