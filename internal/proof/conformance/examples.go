package conformance

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/ogen-go/ogen/ogenregex"
)

// problemType is the media type of every error.
const problemType = "application/problem+json"

// testErrorExamples expects every error of an operation to show what it may say.
func testErrorExamples(t *testing.T, op *operation) {
	t.Helper()
	for status := range op.Responses.Map() {
		n, err := strconv.Atoi(status)
		if err != nil || n < http.StatusBadRequest {
			continue
		}
		shown, ok := op.exampleOf(n)
		if !ok || shown["status"] != float64(n) || shown["title"] != http.StatusText(n) || shown["detail"] == "" || shown["type"] == "" {
			t.Errorf("the example of %s is %v, want one of that status", status, shown)
		}
	}
}

// testReplyExamples expects every reply of an operation to show a body that follows its schema.
func testReplyExamples(t *testing.T, op *operation) {
	t.Helper()
	for status, response := range op.Responses.Map() {
		for kind, media := range response.Value.Content {
			if status[0] != '2' {
				continue
			}
			shown := shownOf(media)
			told, ok := shown.(string)
			switch {
			case shown == nil:
				t.Errorf("%s has no example of %s", status, kind)
			case strings.HasSuffix(kind, "json") && kind != lines:
				if err := media.Schema.Value.VisitJSON(shown, openapi3.VisitAsResponse(), openapi3.EnableFormatValidation(), openapi3.SetSchemaRegexCompiler(compilePattern)); err != nil {
					t.Errorf("the example of %s is %v, which does not follow its schema: %v", status, shown, err)
				}
			case !ok || !strings.HasSuffix(told, "\n"):
				t.Errorf("the example of %s is %v, want lines of %s", status, shown, kind)
			}
		}
	}
}

// shownOf is the example of a body: its own, that of its schema, or one item that its schema shows.
func shownOf(media *openapi3.MediaType) any {
	switch of := media.Schema.Value; {
	case media.Example != nil:
		return media.Example
	case of.Example != nil:
		return of.Example
	case of.Items != nil && of.Items.Value.Example != nil:
		return []any{of.Items.Value.Example}
	}
	return nil
}

// compilePattern compiles a pattern as ECMA 262 has it.
func compilePattern(pattern string) (openapi3.RegexMatcher, error) {
	re, err := ogenregex.Compile(pattern)
	return matcher{re}, err
}

type matcher struct{ ogenregex.Regexp }

// MatchString implements openapi3.RegexMatcher.
func (m matcher) MatchString(s string) bool {
	ok, err := m.Regexp.MatchString(s)
	return ok && err == nil
}

// exampleOf is what the document shows of an error of an operation.
func (o *operation) exampleOf(status int) (map[string]any, bool) {
	described := o.Responses.Status(status)
	if described == nil || described.Value.Content[problemType] == nil {
		return nil, false
	}
	shown, ok := described.Value.Content[problemType].Example.(map[string]any)
	return shown, ok
}

// testErrors: what the document shows of an error is what the service says, word for word.
func (s subject) testErrors(t *testing.T) {
	user, other := s.newUser(), s.newUser()
	item := unknownID
	if s.create != nil {
		item = id(s.any(t, user, 1))
	} else if public := s.everything(t, user); len(public) > 0 {
		item = id(public[0])
	}
	for _, op := range s.all() {
		s.provoke(t, s.good(t, op, user, item), other)
	}
}

// testErrors: as that of generated operations.
func (h handled) testErrors(t *testing.T) {
	user := h.newUser()
	h.provoke(t, h.valid(t, user, id(h.item(t, user))), h.newUser())
}

// provoke has an operation answer each error that follows from its request, and holds the
// answer to the example of its status.
func (s *suite) provoke(t *testing.T, good call, other string) {
	t.Helper()
	op := good.op
	asked := func(status int, handler http.Handler, c call) {
		t.Helper()
		shown, ok := op.exampleOf(status)
		if !ok {
			return // the operation has no such error
		}
		t.Run(op.OperationID+"/"+strconv.Itoa(status), func(t *testing.T) {
			res := s.sendTo(t, handler, c).want(t, status)
			var got map[string]any
			if err := json.Unmarshal(res.raw, &got); err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"request_id": got["request_id"]}
			for name, v := range shown {
				if name != "request_id" {
					want[name] = v
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: got %s, the document shows %v", res.call, clip(string(res.raw)), shown)
			}
		})
	}
	here := s.service.Handler
	unknown := good
	unknown.query = url.Values{"no_such_parameter": {"1"}}
	maps.Copy(unknown.query, good.query)
	asked(http.StatusUnprocessableEntity, here, unknown)
	if op.Security == nil {
		nobody := good
		nobody.user = ""
		asked(http.StatusUnauthorized, here, nobody)
	}
	if s.service.Limited != nil && op.takesToken() {
		limited := s.service.Limited(1)
		fresh := good
		fresh.user = s.newUser()
		s.sendTo(t, limited, fresh) // whatever it answers, the limit is used up
		asked(http.StatusTooManyRequests, limited, fresh)
	}
	if len(op.parameters("path")) > 0 {
		elsewhere := good
		elsewhere.id = unknownID
		asked(http.StatusNotFound, here, elsewhere)
		if good.id != unknownID && !op.public() && op.published() == "" {
			others := good
			others.user = other
			asked(http.StatusForbidden, here, others)
		}
	}
	if op.method != http.MethodGet && op.restores() == "" { // what is not in the trash is 404
		asked(http.StatusPreconditionFailed, here, good.and(ifMatch, `"999"`))
	}
	if op.body() != nil {
		broken := good
		broken.body = text("{")
		asked(http.StatusBadRequest, here, broken)
		asked(http.StatusUnsupportedMediaType, here, good.and("Content-Type", "text/plain"))
	}
}
