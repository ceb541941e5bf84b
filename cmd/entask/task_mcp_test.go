package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/ogent"
)

// TestMCPOverStdio: entask mcp has the tools of a service behind a path of its own, sends the
// token of the file as it is at that moment, and ends with its input.
func TestMCPOverStdio(t *testing.T) {
	api, _ := harness.Entask.Start(t, harness.SQLite)
	s, err := server.New(server.Options{API: api, Document: ogent.Document, Logger: slog.New(slog.DiscardHandler)})
	check(t, err)
	proxy := httptest.NewServer(http.StripPrefix("/tasks-service", s.Handler()))
	defer proxy.Close()
	token := filepath.Join(t.TempDir(), "token")
	check(t, os.WriteFile(token, []byte("ann\n"), 0o600))
	vars := map[string]string{"ENTASK_URL": proxy.URL + "/tasks-service/", "ENTASK_TOKEN_FILE": token}

	stdin, in := io.Pipe()
	out, stdout := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(t.Context(), []string{"mcp"}, env{getenv: func(name string) string { return vars[name] }, stdin: stdin, stdout: stdout, stderr: io.Discard})
		_ = stdout.Close()
	}()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.IOTransport{Reader: out, Writer: in}, nil)
	check(t, err)
	call := func(tool string, args map[string]any) string {
		t.Helper()
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
		check(t, err)
		return result.Content[0].(*sdk.TextContent).Text
	}
	call("add_tasks", map[string]any{"items": []any{map[string]any{"title": "Of ann"}}})
	if got := call("find_tasks", nil); !strings.Contains(got, "Of ann") {
		t.Errorf("ann finds %s", got)
	}
	check(t, os.WriteFile(token, []byte("bob"), 0o600))
	if got, want := call("find_tasks", nil), `{"rows":[]}`; got != want {
		t.Errorf("bob finds %s, want %s", got, want)
	}
	check(t, os.Remove(token))
	if got := call("find_tasks", nil); !strings.Contains(got, "ENTASK_TOKEN_FILE") {
		t.Errorf("without a token: got %s", got)
	}
	check(t, session.Close())
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}
