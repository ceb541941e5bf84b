//go:build previous

package e2e

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/entask/entask/internal/proof/conformance"
)

// These name a server that runs, and the source of its binary.
const (
	servedEnv = "ENTASK_TEST_SERVED"
	sourceEnv = "ENTASK_TEST_SOURCE"
)

// TestServed holds a server that runs already to the document of its binary; see
// release.conforms.
func TestServed(t *testing.T) {
	if os.Getenv(servedEnv) == "" {
		t.Skip("it is for a process that another test starts")
	}
	server, err := url.Parse(os.Getenv(servedEnv))
	if err != nil {
		t.Fatal(err)
	}
	document := run(t, t.TempDir(), nil, "openapi")
	document.wantStatus(t, 0)
	newcomers := rand.Text() + "-" // the suite wants users who have nothing yet
	conformance.Run(t, conformance.Service{
		Document:  []byte(document.stdout),
		Handler:   through(server),
		Token:     func(user string) string { return token(t, newcomers+user) },
		Elsewhere: handwritten(t, os.Getenv(sourceEnv)),
	})
}

// through is the handler of a server elsewhere.
func through(server *url.URL) http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(server)
			r.Out.URL.RawQuery = r.In.URL.RawQuery // what cannot be parsed too
		},
		Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 50},
	}
}

// handwritten names the operations of a release that the suite has no notion of.
func handwritten(t *testing.T, source string) map[string]string {
	t.Helper()
	file := filepath.Join(source, "internal", "handler", "operations.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var operations struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &operations); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, item := range operations.Paths {
		for _, raw := range item {
			var op struct{ OperationID string }
			if json.Unmarshal(raw, &op) == nil && op.OperationID != "" {
				all[op.OperationID] = file
			}
		}
	}
	return all
}
