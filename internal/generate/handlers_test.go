package generate

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/entask/entask/internal/rest"
)

// Sleep is what two operations take.
type Sleep struct {
	Days int `json:"days" minimum:"1"`
}

// TestHandlersInDocument: what an operation written by hand answers follows from what it
// takes, wherever it is.
func TestHandlersInDocument(t *testing.T) {
	g, err := graphOf(t,
		Book{linked{note: owned().and(
			rest.Handle("sleepBook", "POST {id}/sleep", "Sleep.", rest.Takes(Sleep{}), rest.Returns(rest.Row[Book]{})),
			rest.Handle("sleepBooks", "PUT sleep", "Sleep.", rest.Takes(Sleep{}), rest.Fails(404)),
			rest.Handle("peekBook", "GET {id}/peek", "Peek.", rest.Returns("")),
		)}},
		Page{linked{note: note{}.with(rest.Internal(),
			rest.Handle("readMe", "GET /me", "Say who asks.", rest.Returns(""), rest.MaybeAnonymous()),
			rest.Handle("ping", "POST /ping", "Ping.", rest.Anonymous()),
		)}},
	)
	if err != nil {
		t.Fatal(err)
	}
	made, err := Config{Title: "Test", Version: "1", Prefix: "/api"}.prepare(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(made.document)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		method, path, id, tag string
		statuses              []string
		headers               []string
	}{
		{"post", "/api/books/{book_id}/sleep", "sleepBook", "Books",
			[]string{"200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "500", "503"},
			[]string{"If-Match", "If-None-Match", "Idempotency-Key"}},
		{"put", "/api/books/sleep", "sleepBooks", "Books",
			[]string{"204", "400", "401", "404", "409", "412", "413", "415", "422", "429", "500", "503"}, nil},
		{"get", "/api/books/{book_id}/peek", "peekBook", "Books",
			[]string{"200", "304", "401", "403", "404", "422", "429", "500", "503"}, []string{"If-None-Match"}},
		{"get", "/api/me", "readMe", "Me",
			[]string{"200", "304", "401", "422", "429", "500", "503"}, []string{"If-None-Match"}},
		{"post", "/api/ping", "ping", "Ping", []string{"204", "409", "412", "422", "500", "503"}, nil},
	} {
		var op struct {
			OperationID string
			Tags        []string
			Responses   map[string]any
			Parameters  []struct{ Name, In string }
		}
		if err := json.Unmarshal(doc.Paths[tc.path][tc.method], &op); err != nil {
			t.Errorf("%s %s: %v", tc.method, tc.path, err)
			continue
		}
		var statuses, headers []string
		for status := range op.Responses {
			statuses = append(statuses, status)
		}
		slices.Sort(statuses)
		for _, p := range op.Parameters {
			headers = append(headers, p.Name)
		}
		if op.OperationID != tc.id || !slices.Equal(op.Tags, []string{tc.tag}) {
			t.Errorf("%s %s: got %s of %q, want %s of %s", tc.method, tc.path, op.OperationID, op.Tags, tc.id, tc.tag)
		}
		if !slices.Equal(statuses, tc.statuses) || !slices.Equal(headers, tc.headers) {
			t.Errorf("%s: got %q with %q, want %q with %q", tc.id, statuses, headers, tc.statuses, tc.headers)
		}
	}
}
