package contract

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestBodyLimit holds how large a body may be against the longest that follows a schema.
func TestBodyLimit(t *testing.T) {
	emoji := func(n int) string { return `"` + strings.Repeat(`\ud83d\ude00`, n) + `"` }
	for _, tc := range []struct {
		name, schema, longest string
		set, want             int64 // want 0: what the longest takes, and no more than twice that and 8 KiB
	}{
		{"none", ``, ``, 64, 64},
		{"a text", `{"type": "string", "maxLength": 100}`, emoji(100), 1, 0},
		{"without an end", `{"type": "string"}`, ``, 5000, 5000},
		{"what is set is more", `{"type": "string", "maxLength": 100}`, emoji(100), 9000, 9000},
		{
			"an object", `{"type": "object", "properties": {"title": {"type": "string", "maxLength": 255},
			"due": {"type": "string", "format": "date-time", "nullable": true}, "done": {"type": "boolean"}, "n": {"type": "integer"},
			"id": {"readOnly": true}, "kind": {"type": "string", "enum": ["a", "long \ud83d\ude00"]}}}`,
			`{  "title" : ` + emoji(255) + `, "\u0064\u0075\u0065": "2026-03-08T17:00:00.000000000000+01:00", "done": false, "n": -9223372036854775808,
			"id": "01a22692-d45c-713f-bbd3-b33798f1ccb3", "kind": "\u006c\u006f\u006e\u0067\u0020\ud83d\ude00"}`, 1, 0,
		},
		{
			"items within", `{"type": "object", "properties": {"ids": {"type": "array", "maxItems": 100, "items": {"type": "string", "format": "uuid"}}}}`,
			`{"ids": [` + strings.TrimSuffix(strings.Repeat(`"`+strings.Repeat(`\u0030`, 36)+`", `, 100), ", ") + `]}`, 1, 0,
		},
		{"a batch", `{"type": "array", "maxItems": 100, "items": {"type": "string", "maxLength": 100}}`, `[` + emoji(100) + `]`, 1, 0},
		{"a batch, and what is set", `{"type": "array", "maxItems": 100, "items": {"type": "string", "maxLength": 100}}`, ``, 9000, 9000},
		{"one of several", `{"oneOf": [{"type": "boolean"}, {"type": "string", "maxLength": 100}]}`, emoji(100), 1, 0},
		{"more than the ceiling", `{"type": "object", "properties": {"text": {"type": "string", "maxLength": 9000000000}}}`, ``, 1, BodyCeiling},
		{"more than the ceiling, as items", `{"type": "object", "properties": {"texts": {"type": "array", "maxItems": 9000000000000000,
			"items": {"type": "string", "maxLength": 9000000000000000}}}}`, ``, 1, BodyCeiling},
		{"what is set is more than the ceiling", `{"type": "string", "maxLength": 9000000000}`, ``, 2 * BodyCeiling, 2 * BodyCeiling},
	} {
		var s *schema
		if tc.schema != "" {
			if err := json.Unmarshal([]byte(tc.schema), &s); err != nil {
				t.Fatal(tc.name, err)
			}
		}
		got, least := bodyLimit(s, tc.set), int64(len(tc.longest))
		if tc.want != 0 && got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
		if tc.want == 0 && (got < least || got > 2*least+8<<10) {
			t.Errorf("%s: %d, want at least %d, and not much more", tc.name, got, least)
		}
	}
}

// TestLimitOfEachOperation: every operation has one, with a body or without.
func TestLimitOfEachOperation(t *testing.T) {
	c, err := Compile([]byte(strictDocument), Options{BodyLimit: 77})
	if err != nil {
		t.Fatal(err)
	}
	for id, op := range c.operations {
		if op.limit < 77 {
			t.Errorf("%s takes %d bytes, want what is set at least", id, op.limit)
		}
	}
}
