package conformance

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// rule is what the document says about a rule that only the service's own code can check.
// The example is the only value that is known to keep it.
type rule struct {
	Message string `json:"message"`
	Refuses []any  `json:"refuses"`
	// Late rules are checked only when all others hold, so they are not reported with them.
	Late bool `json:"late"`
}

// ruleOf returns the rule of a schema, and false where there is none.
func ruleOf(s *openapi3.Schema) (r rule, ok bool) {
	raw, ok := s.Extensions["x-checked"]
	if !ok {
		return r, false
	}
	text, err := json.Marshal(raw)
	return r, err == nil && json.Unmarshal(text, &r) == nil
}

// maxBytes is how many bytes of UTF-8 a text may have, or -1.
func maxBytes(s *openapi3.Schema) int {
	if most, ok := s.Extensions["x-max-bytes"].(float64); ok {
		return int(most)
	}
	return -1
}

// madeByServer says whether the server makes up a value that is left out.
func madeByServer(s *openapi3.Schema) bool { return s.Extensions["x-default-by-server"] == true }

// wantSaid expects that a refusal repeats the sentence that the document has for the rule.
func wantSaid(t rapid.TB, r reply, f fault) {
	t.Helper()
	if f.says != "" && !strings.Contains(string(r.raw), string(encode(t, f.says))) {
		t.Errorf("%s: got %s, want it to say %q", r.call, clip(string(r.raw)), f.says)
	}
}
