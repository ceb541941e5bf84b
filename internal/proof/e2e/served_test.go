//go:build previous

package e2e

import (
	"crypto/rand"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"testing"

	"github.com/entask/entask/internal/proof/conformance"
)

// servedEnv names a server that runs.
const servedEnv = "ENTASK_TEST_SERVED"

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
		Document: []byte(document.stdout),
		Handler:  through(server),
		Token:    func(user string) string { return token(t, newcomers+user) },
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
