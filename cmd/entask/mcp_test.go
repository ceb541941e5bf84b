package main

import (
	"io"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/config"
)

func TestMCPSettings(t *testing.T) {
	for want, vars := range map[string]map[string]string{
		"ENTASK_URL: must be a URL such as https://api.example.com":                                             {"ENTASK_URL": "example.com", "ENTASK_TOKEN": "x"},
		"ENTASK_TOKEN: is missing: a token of the user, such as entask token --sub ID prints beside entask dev": {},
		"ENTASK_TOKEN and ENTASK_TOKEN_FILE are set: one of them is enough":                                     {"ENTASK_TOKEN": "x", "ENTASK_TOKEN_FILE": "y"},
		"ENTASK_TOKEN_FILE: open /no/such/file: no such file or directory":                                      {"ENTASK_TOKEN_FILE": "/no/such/file"},
		"ENTASK_URL: no service answers: dial tcp 127.0.0.1:1: connect: connection refused":                     {"ENTASK_TOKEN": "x", "ENTASK_URL": "http://127.0.0.1:1"},
	} {
		err := run(t.Context(), []string{"mcp"}, env{getenv: func(name string) string { return vars[name] }, stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard})
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestMCPOff: the settings switch off what serves agents over HTTP, and nothing else.
func TestMCPOff(t *testing.T) {
	for url, want := range map[string]bool{"off": false, "": true, "https://api.example.com/mcp": true} {
		cfg, err := config.Load(func(name string) string { return map[string]string{"MCP_URL": url}[name] }, t.TempDir())
		check(t, err)
		if got := newMCP(cfg, apiParts{}, limits{}) != nil; got != want {
			t.Errorf("MCP_URL=%s: agents are served: %t, want %t", url, got, want)
		}
	}
}
