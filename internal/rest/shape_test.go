package rest_test

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/instant"
)

type base struct {
	ID uuid.UUID `json:"id"`
}

type inner struct {
	Name string
}

type address struct {
	base
	Named   inner          `json:"named"`
	Street  string         `json:"street"`
	Number  *int8          `json:"number"`
	Note    string         `json:"note,omitempty"`
	Since   time.Time      `json:"since,omitzero"`
	Codes   []uint16       `json:"codes"`
	Extra   map[string]any `json:"extra"`
	Raw     []byte         `json:"raw"`
	Place   [2]float64     `json:"place"`
	Host    netip.Addr     `json:"host"`
	Any     json.RawMessage
	Secret  string `json:"-"`
	private int    //nolint:unused // shows that it is passed over
}

type tree struct {
	Children []tree
}

func TestShape(t *testing.T) {
	for _, tc := range []struct {
		name  string
		value any
		want  string
	}{
		{"a struct", address{}, `{"additionalProperties":false,"properties":{
			"Any":{},
			"codes":{"items":{"format":"uint16","maximum":65535,"minimum":0,"type":"integer"},"type":"array"},
			"extra":{"additionalProperties":{},"type":"object"},
			"host":{"type":"string"},
			"id":{"format":"uuid","type":"string"},
			"named":{"additionalProperties":false,"properties":{"Name":{"type":"string"}},"required":["Name"],"type":"object"},
			"note":{"type":"string"},
			"number":{"format":"int8","maximum":127,"minimum":-128,"nullable":true,"type":"integer"},
			"place":{"items":{"format":"double","type":"number"},"maxItems":2,"minItems":2,"type":"array"},
			"raw":{"format":"byte","type":"string"},
			"since":{"format":"date-time","type":"string"},
			"street":{"type":"string"}
			},"required":["id","named","street","codes","extra","raw","place","host","Any"],"type":"object"}`},
		{"a pointer", (*int32)(nil), `{"format":"int32","maximum":2147483647,"minimum":-2147483648,"nullable":true,"type":"integer"}`},
		{"anything", nil, `{}`},
		{"a channel within", struct{ C chan int }{}, `{"error":"struct { C chan int }.C: chan int has no JSON"}`},
		{"itself within", tree{}, `{"error":"rest_test.tree.Children: rest_test.tree contains itself"}`},
		{"numbers as keys", map[int]string{}, `{"error":"map[int]string has keys that are no strings"}`},
		{"its own JSON", big.Int{}, `{"error":"big.Int marshals itself: describe it by a type with the same JSON"}`},
		{"an instant", instant.Time{}, `{"type":"string","format":"date-time"}`},
		{"a number as it is written", json.Number("1"), `{"type":"number"}`},
		{"a number in a string", struct {
			N int `json:"n,string"`
		}{}, "{\"error\":\"struct { N int \\\"json:\\\\\\\"n,string\\\\\\\"\\\" }.N is a number in a string\"}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, want := encode(t, decode(t, encode(t, rest.Shape(tc.value).Shape))), encode(t, decode(t, tc.want)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func encode(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func decode(t *testing.T, raw string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
