package contract

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

const strictDocument = `{"paths": {"/notes/{note_id}/tags/{tag_id}": {
	"parameters": [{"name": "note_id", "in": "path", "schema": {"type": "string", "format": "uuid"}}],
	"post": {"operationId": "tagNote",
		"parameters": [
			{"name": "tag_id", "in": "path", "schema": {"type": "integer"}},
			{"name": "If-match", "in": "header", "schema": {"type": "string"}},
			{"name": "done", "in": "query", "schema": {"type": "boolean"}},
			{"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}},
			{"name": "q", "in": "query", "schema": {"type": "string"}},
			{"name": "of", "in": "query", "schema": {"type": "string", "format": "uuid"}},
			{"name": "kind", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
			{"name": "ids", "in": "query", "schema": {"type": "array", "uniqueItems": true, "items": {"type": "string", "format": "uuid"}}},
			{"name": "expand", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}}],
		"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}}`

const (
	strictID    = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	strictOther = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0f"
)

func TestStrict(t *testing.T) {
	c, err := Compile([]byte(strictDocument), Options{})
	if err != nil {
		t.Fatal(err)
	}
	upper, bare := strings.ToUpper(strictID), strings.ReplaceAll(strictID, "-", "")
	many := func(last string) string {
		var b strings.Builder
		for i := range 20 {
			b.WriteString(`"m` + strconv.Itoa(i) + `": 1, `)
		}
		return "{" + b.String() + `"` + last + `": 2}`
	}
	for _, tc := range []struct {
		name, id, query string
		header          []string
		body            string
		want            bool
	}{
		{name: "nothing", want: true},
		{name: "all", query: "done=true&limit=20&q=a+b%26&of=" + strictID + "&kind=a&kind=b&ids=" + strictID + "&ids=" + strictOther + "&expand=a,b", want: true},
		{name: "nothing between", query: "&&q=&", want: true},
		{name: "unknown", query: "Q=1"},
		{name: "twice", query: "q=1&q=1"},
		{name: "twice, escaped", query: "q=1&%71=1"},
		{name: "bad escape of a name", query: "%zz=1"},
		{name: "bad escape of a value", query: "q=%zz"},
		{name: "semicolon", query: "q=1;done=true"},
		{name: "NUL", query: "q=%00"},
		{name: "no UTF-8", query: "q=%ff"},
		{name: "NUL in a list", query: "kind=%00"},
		{name: "boolean in another form", query: "done=1"},
		{name: "boolean in capitals", query: "done=TRUE"},
		{name: "plus", query: "limit=%2B1"},
		{name: "leading zero", query: "limit=01"},
		{name: "zero, which ogen refuses", query: "limit=0", want: true},
		{name: "more than 9 digits", query: "limit=1234567890", want: true},
		{name: "more than an integer", query: "limit=12345678901234567890"},
		{name: "no integer", query: "limit="},
		{name: "UUID in capitals", query: "of=" + upper, want: true},
		{name: "UUID without hyphens", query: "of=" + bare},
		{name: "UUID of a list without hyphens", query: "ids=" + bare},
		{name: "the same UUID", query: "ids=" + strictID + "&ids=" + upper},
		{name: "not in a list", query: "expand=a,c"},
		{name: "a list in two", query: "expand=a&expand=b"},
		{name: "id in capitals", id: upper, want: true},
		{name: "id without hyphens", id: bare},
		{name: "id in braces", id: "{" + strictID + "}"},
		{name: "id as a URN", id: "urn:uuid:" + strictID},
		{name: "id of other letters", id: "g" + strictID[1:]},
		{name: "header", header: []string{`"1"`}, want: true},
		{name: "header twice", header: []string{`"1"`, `"2"`}},
		{name: "header that is no UTF-8", header: []string{"\xff"}},
		{name: "members", body: `{"a": {"a": 1, "b": [{"a": 1}, {"a": 1}]}, "b": 1}`, want: true},
		{name: "a member twice", body: `{"a": 1, "b": 1, "a": 2}`},
		{name: "a member twice, escaped", body: `{"a": 1, "\u0061": 2}`},
		{name: "a member twice, in a list", body: `{"a": [1, {"b": 1, "b": 1}]}`},
		{name: "many members", body: many("m20"), want: true},
		{name: "many members, one twice", body: many("m0")},
		{name: "NUL in the body", body: `{"a": "\u0000"}`},
		{name: "half a pair", body: `{"a": "\ud800"}`},
		{name: "body that is no UTF-8", body: "{\"a\": \"\xff\"}"},
		{name: "no JSON, which ogen refuses", body: `{"a"`, want: true},
	} {
		id := tc.id
		if id == "" {
			id = strictID
		}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(tc.body))
		req.URL.Path, req.URL.RawQuery = "/notes/"+id+"/tags/1", tc.query
		req.Header["If-Match"] = tc.header
		if tc.body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		_, err := c.Check("TagNote", req, http.Header{})
		if got := err == nil; got != tc.want {
			t.Errorf("%s: followed: %v, want %v", tc.name, got, tc.want)
		}
	}
}

// TestStrictLeaves holds what is left to ogen: it answers by the type and by the size of
// a body before anybody looks into it.
func TestStrictLeaves(t *testing.T) {
	c, err := Compile([]byte(strictDocument), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]string{"another type": "text/plain", "no type": ""} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?unknown=1", strings.NewReader("{}"))
		req.Header.Set("Content-Type", kind)
		if _, err := c.Check("TagNote", req, http.Header{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?unknown=1", strings.NewReader("{}"))
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Body = http.MaxBytesReader(nil, req.Body, 1)
	if _, err := c.Check("TagNote", req, http.Header{}); err != nil {
		t.Errorf("too large: %v", err)
	}
	if n, err := req.Body.Read(make([]byte, 9)); n != 1 || err != nil {
		t.Errorf("too large: %d bytes, %v, to be read again, want 1", n, err)
	}
	if _, err := req.Body.Read(make([]byte, 9)); err == nil || err.Error() != "http: request body too large" {
		t.Errorf("too large: then %v", err)
	}
	if _, err := c.Check("UntagNote", req, http.Header{}); err == nil {
		t.Error("an operation that is not in the document may be asked anything")
	}
}
