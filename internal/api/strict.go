package api

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/ogen-go/ogen/middleware"
	"github.com/ogen-go/ogen/ogenerrors"
)

// rulesError says that a request breaks rules of the document that ogen does not
// look at. Which ones, rules.explain tells.
type rulesError struct{ ogenerrors.OperationContext }

func (rulesError) Error() string { return "the request breaks rules of the document" }

// strict is middleware that refuses what ogen lets pass: parameters that do not exist,
// parameters and fields that come twice, text that is no Unicode text or holds NUL, and
// ids, booleans and times in another form.
func (r *rules) strict(req middleware.Request, next middleware.Next) (middleware.Response, error) {
	op := r.operations[req.OperationID]
	if !op.strictQuery(req) || !strictPath(req) || !strictHeader(req) || !strictBody(req.RawBody) || !r.strictValues(op, req) {
		return middleware.Response{}, rulesError{ogenerrors.OperationContext{Name: req.OperationName, ID: req.OperationID}}
	}
	return next(req)
}

func (op *operation) strictQuery(req middleware.Request) bool {
	if req.Raw.URL.RawQuery == "" {
		return true
	}
	query, err := url.ParseQuery(req.Raw.URL.RawQuery)
	if err != nil {
		return false
	}
	for name, values := range query {
		value, known := req.Params.Query(name)
		if !known || len(values) > 1 && !repeatable(value) {
			return false
		}
		for _, v := range values {
			if !isText(v) || !isForm(value, v) {
				return false
			}
		}
	}
	var wrong findings
	for _, p := range op.loose {
		p.explain(&wrong, query[p.Name])
	}
	return len(wrong) == 0
}

// isForm says whether text is how the document writes a decoded value: Go reads
// "1" as true too, and a UUID without hyphens.
func isForm(decoded any, text string) bool {
	switch opt := decoded.(type) {
	case interface{ Get() (bool, bool) }:
		return text == "true" || text == "false"
	case interface{ Get() (uuid.UUID, bool) }:
		id, _ := opt.Get()
		return strings.EqualFold(text, id.String())
	}
	return true
}

func strictHeader(req middleware.Request) bool {
	for key := range req.Params {
		if key.In != "header" {
			continue
		}
		values := req.Raw.Header.Values(key.Name)
		if len(values) > 1 || len(values) == 1 && !isText(values[0]) {
			return false
		}
	}
	return true
}

// repeatable says whether a decoded parameter is an array: anything else has a
// Get of its own or is a basic value.
func repeatable(v any) bool {
	switch v.(type) {
	case string, bool, int, int64, uuid.UUID, interface{ IsSet() bool }:
		return false
	}
	return true
}

// strictPath accepts a UUID only in the form of RFC 9562, which the document
// asks for: one thing has one path.
func strictPath(req middleware.Request) bool {
	for key, value := range req.Params {
		if id, ok := value.(uuid.UUID); ok && key.In == "path" && !hasSegment(req.Raw, id.String()) {
			return false
		}
	}
	return true
}

func hasSegment(r *http.Request, want string) bool {
	for segment := range strings.SplitSeq(r.URL.Path, "/") {
		if strings.EqualFold(segment, want) {
			return true
		}
	}
	return false
}

// strictValues looks by the rules of the document at what of a body ogen leaves as it
// came, or takes in any form.
func (r *rules) strictValues(op *operation, req middleware.Request) bool {
	return !op.strict || len(req.RawBody) == 0 || r.explain(req.OperationID, req.Raw) == nil
}

func strictBody(raw []byte) bool {
	return utf8.Valid(raw) && markUnstorable(raw) == nil && repeated(raw) == nil
}

// isText says whether s can be stored: valid UTF-8 without NUL.
func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
