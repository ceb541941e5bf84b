package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/proof/harness"
)

// away is a database whose every statement fails.
type away struct {
	dialect.Driver

	err error
}

func (d away) Query(context.Context, string, any, any) error { return d.err }

// TestExamplesOfFaults: what the documents show of the service's own faults is what it says, word
// for word, in every list of every application.
func TestExamplesOfFaults(t *testing.T) {
	for name, of := range everyApplication() {
		for component, cause := range map[string]string{"InternalServerError": "a fault", "ServiceUnavailable": "sql: database is closed"} {
			t.Run(name+"/"+component, func(t *testing.T) {
				made := of.through(t, harness.SQLite, nil, func(drv dialect.Driver) dialect.Driver { return away{drv, errors.New(cause)} })
				var doc struct {
					Paths      map[string]map[string]json.RawMessage
					Components struct {
						Responses map[string]struct {
							Content map[string]struct{ Example map[string]any }
						}
					}
				}
				if err := json.Unmarshal(made.Document, &doc); err != nil {
					t.Fatal(err)
				}
				shown := doc.Components.Responses[component].Content["application/problem+json"].Example
				handler, asked := harness.Serve(t, made), 0
				for path, item := range doc.Paths {
					if strings.Contains(path, "{") || item["get"] == nil || item["post"] == nil {
						continue // no list
					}
					asked++
					w := harness.Send(t, handler, "ann", http.MethodGet, path, "")
					wantExample(t, path, w, shown)
				}
				if asked == 0 {
					t.Error("no list was asked for")
				}
			})
		}
	}
}

// wantExample expects a problem that is an example but for its request id.
func wantExample(t *testing.T, path string, w *httptest.ResponseRecorder, shown map[string]any) {
	t.Helper()
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("GET %s: %d %s: %v", path, w.Code, w.Body, err)
	}
	if got["request_id"] = shown["request_id"]; !reflect.DeepEqual(got, shown) || float64(w.Code) != shown["status"] {
		t.Errorf("GET %s: got %d %s, the document shows %v", path, w.Code, w.Body, shown)
	}
}
