package ogen

import (
	"encoding/json"
	"testing"
)

// TestViewSecurity: ogen asks for nobody where a document lets nobody in, and asks for a
// token first.
func TestViewSecurity(t *testing.T) {
	for name, tc := range map[string]struct{ says, want string }{
		"as the document says": {`{}`, `{}`},
		"a token":              {`{"security":[{"bearerAuth":[]}]}`, `{"security":[{"bearerAuth":[]}]}`},
		"no token":             {`{"security":[]}`, `{"security":[{"anonymous":[]}]}`},
		"nothing of its own":   {`{"security":[{}]}`, `{"security":[{"anonymous":[]}]}`},
		"a token or none":      {`{"security":[{},{"bearerAuth":[]}]}`, `{"security":[{"bearerAuth":[]},{"anonymous":[]}]}`},
	} {
		var op object
		if err := json.Unmarshal([]byte(tc.says), &op); err != nil {
			t.Fatal(err)
		}
		viewSecurity(op)
		if got, err := json.Marshal(op); err != nil || string(got) != tc.want {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, tc.want)
		}
	}
}
