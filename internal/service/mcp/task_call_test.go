package mcp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/entask/entask/ogent"
)

// does is a transport that does something before it answers.
type does func(r *http.Request) (*http.Response, error)

func (d does) RoundTrip(r *http.Request) (*http.Response, error) { return d(r) }

// TestArguments: what is no argument of a tool, or too much, is refused before any request.
func TestArguments(t *testing.T) {
	session := inMemory(t, ogent.Document, does(func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s %s was sent", r.Method, r.URL)
		return nil, errors.New("none is wanted")
	}))
	id := `"00000000-0000-4000-8000-000000000000"`
	for _, c := range [][3]string{
		{"get_tasks", `{}`, `ids: is missing`},
		{"get_tasks", `{"ids":[]}`, `ids: is missing`},
		{"get_tasks", `{"ids":null}`, `ids: is missing`},
		{"get_tasks", `{"ids":` + id + `}`, `ids: must be as the tool describes it`},
		{"get_tasks", `{"ids":[` + strings.Repeat(id+`,`, 100) + id + `]}`, `ids: at most 100 at once`},
		{"get_tasks", `{"ids":[` + id + `],"limit":1}`, `limit: there is no such argument`},
		{"get_tasks", `{"ids":[` + id + `],"fields":"title"}`, `fields: must be as the tool describes it`},
		{"get_tasks", `{"ids":["batch","","../me","a?b"]}`, `id: must be a UUID`},
		{"delete_tasks", `{"ids":["batch"]}`, `id: must be a UUID`},
		{"update_tasks", `{"items":[{"title":"x"}]}`, `id: must be a UUID`},
		{"update_tasks", `{"items":[null]}`, `id: must be a UUID`},
		{"update_tasks", `{"items":[{"id":1}]}`, `id: must be as the tool describes it`},
		{"update_tasks", `{"items":[{"id":` + id + `,"version":"one"}]}`, `version: must be as the tool describes it`},
		{"add_tasks", `{"items":[],"key":"x"}`, `items: is missing`},
		{"add_tasks", `{"items":[{}],"idempotency_key":1}`, `idempotency_key: must be as the tool describes it`},
		{"find_tasks", `{"priority":[`, ``},
	} {
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: c[0], Arguments: json.RawMessage(c[1])})
		if c[2] == "" {
			if err == nil {
				t.Errorf("%s %s: want an error", c[0], c[1])
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s %s: %v", c[0], c[1], err)
		}
		if text := result.Content[0].(*sdk.TextContent).Text; !result.IsError || !strings.Contains(text, c[2]) {
			t.Errorf("%s %s: got %s, want %s", c[0], c[1], text, c[2])
		}
	}
}

// TestLastingFailure: what would fail for every item is tried once, and each item says so.
func TestLastingFailure(t *testing.T) {
	for status, want := range map[int]string{
		http.StatusTooManyRequests:     `{"status":429,"detail":"Slowly","retry_after":7}`,
		http.StatusServiceUnavailable:  `{"status":503,"detail":"Slowly","retry_after":7}`,
		http.StatusUnauthorized:        `{"status":401,"detail":"Slowly","retry_after":7}`,
		0:                              `{"detail":"The service cannot be reached: nobody is there"}`,
		http.StatusUnprocessableEntity: "",
	} {
		sent := 0
		session := inMemory(t, ogent.Document, does(func(*http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			switch sent++; {
			case sent == 1:
				w.WriteHeader(http.StatusCreated)
				_, _ = w.WriteString(`{"id":"one","version":1}`)
			case status == 0:
				return nil, errors.New("nobody is there")
			default:
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				_, _ = w.WriteString(`{"detail":"Slowly"}`)
			}
			return w.Result(), nil
		}))
		text, failed := call(t, session, "add_tasks", `{"items":[{},{},{}]}`)
		if want == "" {
			if sent != 3 {
				t.Errorf("%d: %d requests were sent, want one for each of 3", status, sent)
			}
			continue
		}
		untried := strings.Replace(want, `"detail":"`, `"detail":"Not tried, after: `, 1)
		if want = fmt.Sprintf(`{"results":[{"ok":true,"id":"one","version":1},{"ok":false,"error":%s},{"ok":false,"error":%s}]}`, want, untried); failed || sent != 2 || text != want {
			t.Errorf("%d: got %s after %d requests, want %s after 2", status, text, sent, want)
		}
	}
}

// TestPanic: a panic in a call is answered, and the next call is served.
func TestPanic(t *testing.T) {
	session := inMemory(t, ogent.Document, does(func(*http.Request) (*http.Response, error) { panic("a fault") }))
	for range 2 {
		_, err := session.CallTool(context.WithoutCancel(t.Context()), &sdk.CallToolParams{Name: "find_tasks", Arguments: map[string]any{}})
		if err == nil || !strings.Contains(err.Error(), "Internal server error") || strings.Contains(err.Error(), "a fault") {
			t.Errorf("got %v, want an internal error that says no more", err)
		}
	}
}

// TestMuch: a result that a model could not read is refused, or ends.
func TestMuch(t *testing.T) {
	session := inMemory(t, ogent.Document, asUser{"ann", handler(t)})
	long := strings.Repeat("<é", 5000)
	var items, ids []string
	for range 20 {
		items = append(items, fmt.Sprintf(`{"title":"Long","description":%q}`, long))
	}
	text, _ := call(t, session, "add_tasks", `{"items":[`+strings.Join(items, ",")+`]}`)
	for _, id := range uuids.FindAllString(text, -1) {
		ids = append(ids, `"`+id+`"`)
	}
	text, failed := call(t, session, "find_tasks", `{"fields":["description"]}`)
	if want := "ask for fewer fields, or for a lower limit"; !failed || !strings.Contains(text, want) {
		t.Errorf("find: got %.200s, want %s", text, want)
	}
	if text, failed = call(t, session, "find_tasks", `{"fields":["description"],"limit":2}`); failed || strings.Count(text, long) != 2 {
		t.Errorf("find: got %.200s, want two as they were written", text)
	}
	text, failed = call(t, session, "get_tasks", `{"ids":[`+strings.Join(ids, ",")+`]}`)
	if n, left := strings.Count(text, long), strings.Count(text, "The result is full"); failed || n < 8 || left == 0 || n+left != 20 {
		t.Errorf("get: got %d rows and %d that are left", n, left)
	}
}
