package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/entask/entask/internal/service/mcp"
)

type mcpCmd struct{}

// Help implements kong.HelpProvider.
func (mcpCmd) Help() string {
	return `Settings, from the environment; docs/mcp.md says more:

  ENTASK_URL          http://127.0.0.1:8000, the service
  ENTASK_TOKEN        the user's token
  ENTASK_TOKEN_FILE   instead: a file with it, which is read for each request
`
}

// documentLimit is how many bytes the OpenAPI document of a service may have.
const documentLimit = 16 << 20

// Run serves tools on stdin and stdout until stdin ends. The tools are those of the service, of
// whatever version it is, and all that they do is done there.
func (mcpCmd) Run(ctx context.Context, e env) error {
	service, err := newRemote(e.getenv)
	if err != nil {
		return err
	}
	document, err := service.document(ctx)
	if err != nil {
		return err
	}
	server, err := mcp.NewServer(mcp.Options{
		Document: document, Version: currentVersion(), Logger: slog.New(slog.NewTextHandler(e.stderr, nil)),
	}, service)
	if err != nil {
		return err
	}
	if err := server.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(e.stdin), Writer: unclosed{e.stdout}}); ctx.Err() == nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// unclosed is a writer that others close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// remote is a service at a URL, as one user.
type remote struct {
	base  *url.URL
	token func() (string, error)
	http  http.RoundTripper
}

func newRemote(getenv func(string) string) (*remote, error) {
	base, err := url.Parse(strings.TrimRight(cmp.Or(getenv("ENTASK_URL"), "http://127.0.0.1:8000"), "/"))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil || base.RawQuery != "" {
		return nil, usageError{errors.New("ENTASK_URL: must be a URL such as https://api.example.com")}
	}
	r := &remote{base: base, http: &http.Transport{Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: time.Minute, ForceAttemptHTTP2: true}}
	token, file := getenv("ENTASK_TOKEN"), getenv("ENTASK_TOKEN_FILE")
	switch {
	case token != "" && file != "":
		return nil, usageError{errors.New("ENTASK_TOKEN and ENTASK_TOKEN_FILE are set: one of them is enough")}
	case token != "":
		r.token = func() (string, error) { return token, nil }
	case file != "":
		r.token = func() (string, error) { return readToken(file) }
	default:
		return nil, usageError{errors.New("ENTASK_TOKEN: is missing: a token of the user, such as entask token --sub ID prints beside entask dev")}
	}
	_, err = r.token()
	return r, err
}

func readToken(file string) (string, error) {
	raw, err := os.ReadFile(file) //nolint:gosec // whoever starts the program names it
	if err != nil {
		return "", fmt.Errorf("ENTASK_TOKEN_FILE: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// RoundTrip implements http.RoundTripper.
func (s *remote) RoundTrip(r *http.Request) (*http.Response, error) {
	token, err := s.token()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	path := s.base.Path + r.URL.Path
	r.URL.Scheme, r.URL.Host, r.URL.Path, r.Host = s.base.Scheme, s.base.Host, path, s.base.Host
	r.Header.Set("Authorization", "Bearer "+token)
	return s.http.RoundTrip(r)
}

// document fetches the OpenAPI document of the service.
func (s *remote) document(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "/openapi.json", nil)
	if err != nil {
		return nil, err
	}
	res, err := s.RoundTrip(r)
	if err != nil {
		return nil, fmt.Errorf("ENTASK_URL: no service answers: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	document, err := io.ReadAll(io.LimitReader(res.Body, documentLimit))
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s says %s", r.URL, res.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("ENTASK_URL: read the OpenAPI document: %w", err)
	}
	return document, nil
}
