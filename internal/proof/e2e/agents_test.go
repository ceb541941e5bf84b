package e2e

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// useAsAgent finds a title as an agent does on the machine of its user: by the program itself,
// over stdio.
func useAsAgent(t *testing.T, url, token, title string) {
	t.Helper()
	cmd := exec.Command(binary, "mcp")
	cmd.Env = []string{"ENTASK_URL=" + url, "ENTASK_TOKEN=" + token}
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := session.Close(); err != nil {
			t.Errorf("entask mcp ended with %v, want status 0", err)
		}
	}()
	wantFound(t, session, title)
}

// useOverHTTP finds it as an agent elsewhere does.
func useOverHTTP(t *testing.T, url, token, title string) {
	t.Helper()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{
		Endpoint: url + "/mcp", HTTPClient: &http.Client{Transport: bearer(token)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	wantFound(t, session, title)
}

// bearer sends requests with a token.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return client.Transport.RoundTrip(r)
}

func wantFound(t *testing.T, session *sdk.ClientSession, title string) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "find_tasks", Arguments: map[string]any{"q": title}})
	if err != nil {
		t.Fatal(err)
	}
	if text := result.Content[0].(*sdk.TextContent).Text; result.IsError || !strings.Contains(text, title) {
		t.Errorf("found %s, want %q", text, title)
	}
}
