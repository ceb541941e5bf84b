package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/ogen-go/ogen/middleware"
	"github.com/ogen-go/ogen/ogenerrors"

	"github.com/entask/entask/internal/instant"
)

// rulesError says that a request breaks rules of the document that ogen does not
// look at. Which ones, rules.explain tells.
type rulesError struct{ ogenerrors.OperationContext }

func (rulesError) Error() string { return "the request breaks rules of the document" }

// strict refuses what ogen lets pass: parameters that do not exist or come
// twice, text that is no Unicode text or holds NUL, and ids, booleans and times
// in another form.
func (r *rules) strict(req middleware.Request, next middleware.Next) (middleware.Response, error) {
	if !strictQuery(req) || !strictPath(req) || !strictHeader(req) || !r.strictBody(req) {
		return middleware.Response{}, rulesError{ogenerrors.OperationContext{Name: req.OperationName, ID: req.OperationID}}
	}
	return next(req)
}

func strictQuery(req middleware.Request) bool {
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
	return true
}

// isForm says whether text is how the document writes a decoded value: Go reads
// "1" as true too, and more than RFC 3339 as a time.
func isForm(decoded any, text string) bool {
	switch decoded.(type) {
	case bool, interface{ Get() (bool, bool) }:
		return text == "true" || text == "false"
	case time.Time, interface{ Get() (time.Time, bool) }:
		_, err := instant.Parse(text)
		return err == nil
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

func (r *rules) strictBody(req middleware.Request) bool {
	if !utf8.Valid(req.RawBody) || markUnstorable(req.RawBody) != nil {
		return false
	}
	// In a title it is no time, and may be as it is.
	return !hasLaxTime(req.RawBody) || len(r.explain(req.OperationID, req.Raw).Fields) == 0
}

// timeLike is any string that Go could read as a time.
var timeLike = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)

// hasLaxTime says whether a string of raw JSON is a time to Go and not to us.
func hasLaxTime(raw []byte) bool {
	for _, quoted := range timeLike.FindAll(raw, -1) {
		text := string(quoted[1 : len(quoted)-1])
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			continue
		}
		if _, err := instant.Parse(text); err != nil {
			return true
		}
	}
	return false
}

// isText says whether s can be stored: valid UTF-8 without NUL.
func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
