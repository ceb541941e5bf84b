package price_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/price"
)

const document = `{"paths": {
	"/things": {
		"parameters": [{"name": "x", "in": "query", "x-cost": {"price": 99}}],
		"get": {"operationId": "listThings", "x-cost": {"price": 0}, "parameters": [
			{"name": "q", "in": "query", "x-cost": {"price": 10}, "schema": {"type": "string"}},
			{"name": "kind", "in": "query", "schema": {"type": "string"}},
			{"name": "limit", "in": "query", "x-cost": {"price": 1, "each": 100}, "schema": {"type": "integer", "maximum": 1000, "default": 200}},
			{"name": "offset", "in": "query", "x-cost": {"price": 1, "each": 1000}, "schema": {"type": "integer"}},
			{"name": "count", "in": "query", "x-cost": {"price": 7}, "schema": {"type": "boolean", "default": false}},
			{"name": "expand", "in": "query", "x-cost": {"price": 2, "each": 1}, "schema": {"type": "array"}}]},
		"post": {"operationId": "createThing"},
		"patch": {"operationId": "updateThings", "x-cost": {"price": 0}, "requestBody": {"x-cost": {"price": 1, "each": 10, "of": "ids"}}},
		"put": {"operationId": "putThings", "x-cost": {"price": 5}, "requestBody": {"x-cost": {"price": 1, "each": 10}}},
		"delete": {"operationId": "deleteThings", "x-cost": {"price": 0, "kept": 3}, "parameters": [
			{"name": "ids", "in": "query", "x-cost": {"price": 1, "each": 3}, "schema": {"type": "array"}}]}
	}}}`

func TestOf(t *testing.T) {
	list, err := price.Compile([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	array := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(`{"a": [1, 2]},`, n), ",") + "]" }
	for _, tc := range []struct {
		operation, query, body string
		want                   int64
	}{
		{"ListThings", "", "", 2},
		{"ListThings", "limit=1", "", 1},
		{"ListThings", "limit=100&kind=a", "", 1},
		{"ListThings", "limit=101", "", 2},
		{"ListThings", "limit=1000", "", 10},
		{"ListThings", "limit=1001", "", 1}, // refused for what it is
		{"ListThings", "limit=100&q=a", "", 11},
		{"ListThings", "limit=100&q=", "", 1},
		{"ListThings", "limit=100&q=%20&c%6funt=tru%65", "", 18},
		{"ListThings", "limit=100&count=false", "", 1},
		{"ListThings", "limit=100&offset=0", "", 1},
		{"ListThings", "limit=100&offset=1", "", 2},
		{"ListThings", "limit=100&offset=1001", "", 3},
		{"ListThings", "limit=100&offset=9223372036854775807", "", 1 << 40},
		{"ListThings", "limit=100&expand=a,b,c", "", 7},
		{"ListThings", "limit=100&expand=a&expand=b", "", 5},
		{"CreateThing", "", "{}", 1},
		{"UpdateThings", "", `{"change": {"ids": [1]}, "ids": ` + array(11) + `}`, 2},
		{"UpdateThings", "", `{"ids": 7}`, 1},
		{"UpdateThings", "", `{"ids": [7`, 1},
		{"UpdateThings", "", ``, 1},
		{"PutThings", "", array(100), 15},
		{"PutThings", "", array(101), 16},
		{"PutThings", "", `{"ids": [1, 2, 3]}`, 5},
		{"DeleteThings", "ids=a&ids=b&ids=c", "", 1},
		{"DeleteThings", "ids=a&ids=b&ids=c&ids=d", "", 2},
		{"Unknown", "", "", 1},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/things?"+tc.query, nil)
		if got := list.Of(tc.operation, r, []byte(tc.body)); got != tc.want {
			t.Errorf("%s ?%s %.30s costs %d, want %d", tc.operation, tc.query, tc.body, got, tc.want)
		}
	}
}

func TestKept(t *testing.T) {
	list, err := price.Compile([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	for operation, want := range map[string]int64{"DeleteThings": 3, "PutThings": 0, "Unknown": 0} {
		if got := list.Kept(operation); got != want {
			t.Errorf("each kept row costs %s %d, want %d", operation, got, want)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, document := range []string{"", `{"paths": {"/a": {"get": 1}}}`} {
		if _, err := price.Compile([]byte(document)); err == nil {
			t.Errorf("%q: no error", document)
		}
	}
}

func TestAllocations(t *testing.T) {
	list, err := price.Compile([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/things?limit=1&q=a+b&count=true", nil)
	r.URL.RawQuery = "limit=1&q=ab&count=true"
	if n := testing.AllocsPerRun(100, func() { list.Of("ListThings", r, nil) }); n > 0 {
		t.Errorf("%.0f allocations, want none", n)
	}
}
