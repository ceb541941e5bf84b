package contract

import (
	"net/http"
	"slices"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
)

// unmet refuses a write with a condition that its operation does not list, so that none
// is dropped in silence: the operation is on no one thing that has an entity tag. Then
// If-Match does not hold, nor does If-None-Match: *; that no tag of a list may match
// does. The request itself must be in order, because that is asked first.
func (op *operation) unmet(r *http.Request) *fault.Error {
	detail := op.unlisted(r.Header)
	if detail == "" {
		return nil
	}
	if broken := op.explain(r); broken != nil {
		return broken
	}
	return fault.New(fault.Precondition, detail)
}

// unlisted says which condition of a write is not one of its operation's, or nothing.
func (op *operation) unlisted(h http.Header) string {
	if op.reads {
		return ""
	}
	if given(h, "If-Match") && !slices.Contains(op.headers, "If-Match") {
		return "If-Match does not hold: this operation has no ETag"
	}
	if given(h, "If-None-Match") && !slices.Contains(op.headers, "If-None-Match") && etag.IfNoneMatch(h.Get("If-None-Match")).Any {
		return "If-None-Match does not hold: this operation has no ETag"
	}
	return ""
}

func given(h http.Header, name string) bool { return len(h[name]) > 0 }
