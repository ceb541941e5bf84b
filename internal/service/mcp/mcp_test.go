package mcp_test

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/service/mcp"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/ogent"
)

var update = flag.Bool("update", false, "write testdata")

const origin = "https://app.example.com"

// handler is that of a whole service on an empty database. A token is its user's id.
func handler(t *testing.T) http.Handler {
	t.Helper()
	api, _ := harness.Entask.Start(t, harness.SQLite)
	return around(t, api)
}

// around is the server around an API.
func around(t *testing.T, api http.Handler) http.Handler {
	t.Helper()
	s, err := server.New(server.Options{
		API: api, MCP: harness.Agents(app.App{Document: ogent.Document}), Document: ogent.Document,
		CORS: server.CORS{Origins: []string{origin}}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

// asUser sends requests to a handler as a user.
type asUser struct {
	user    string
	handler http.Handler
}

func (a asUser) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+a.user)
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// inMemory connects the SDK's client to tools whose requests go to a transport.
func inMemory(t *testing.T, document []byte, api http.RoundTripper) *sdk.ClientSession {
	t.Helper()
	s, err := mcp.NewServer(mcp.Options{Document: document, Version: "test", Logger: slog.New(slog.DiscardHandler)}, api)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := sdk.NewInMemoryTransports()
	if _, err := s.Connect(t.Context(), ours, nil); err != nil {
		t.Fatal(err)
	}
	return connect(t, theirs)
}

// overHTTP connects it to a server, as a user.
func overHTTP(t *testing.T, url, user string) *sdk.ClientSession {
	t.Helper()
	return connect(t, &sdk.StreamableClientTransport{Endpoint: url + "/mcp", HTTPClient: &http.Client{Transport: signed(user)}})
}

// signed sends requests with a token.
type signed string

func (s signed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(s))
	return http.DefaultTransport.RoundTrip(r)
}

func connect(t *testing.T, transport sdk.Transport) *sdk.ClientSession {
	t.Helper()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

// call calls a tool and returns its result, which is the same as text and as JSON.
func call(t *testing.T, session *sdk.ClientSession, tool, args string) (text string, failed bool) {
	t.Helper()
	result, err := session.CallTool(context.WithoutCancel(t.Context()), &sdk.CallToolParams{Name: tool, Arguments: json.RawMessage(args)})
	if err != nil {
		t.Fatalf("%s %s: %v", tool, args, err)
	}
	text = result.Content[0].(*sdk.TextContent).Text
	var asText any
	if err := json.Unmarshal([]byte(text), &asText); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	one, _ := json.Marshal(asText)
	other, _ := json.Marshal(result.StructuredContent)
	if string(one) != string(other) {
		t.Errorf("%s: the text is %s, and the structured content %s", tool, one, other)
	}
	return text, result.IsError
}

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what it was: run the test with -update and read the difference; got\n%s", file, got)
	}
}
