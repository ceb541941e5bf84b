package contract

import (
	"net/http"
	"slices"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
)

// unmet refuses a write with a condition that its operation does not list, so that no
// condition is silently ignored. Such an operation is not on one resource with an entity
// tag: If-Match and If-None-Match: * do not hold, and If-None-Match with a list of tags
// does. Broken rules of the request come first.
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

// unlisted names a condition of a write that its operation does not list, or "".
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
