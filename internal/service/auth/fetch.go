package auth

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

const (
	fetchTimeout = 5 * time.Second
	// dialTimeout is shorter, so that an address that does not answer is soon tried again.
	dialTimeout = 2 * time.Second
	maxKeySet   = 1 << 20 // bytes
)

// fetcher asks the auth server for its key set.
type fetcher struct {
	url    string
	client http.Client
}

func newFetcher(url string, client *http.Client) *fetcher {
	f := &fetcher{url: url}
	if client != nil {
		f.client = *client
	}
	if f.client.Transport == nil {
		f.client.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: dialTimeout}).DialContext,
			TLSHandshakeTimeout: dialTimeout,
			ForceAttemptHTTP2:   true,
			IdleConnTimeout:     time.Minute,
		}
	}
	// Whoever can redirect the auth server's answer must not choose the keys.
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return f
}

// fetch makes the one request.
func (f *fetcher) fetch(ctx context.Context) (_ map[string][]*key, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout+time.Second) // whoever waits gives up before
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	req.Header.Set("Accept", "application/jwk-set+json, application/json")
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // nothing is lost: it has been read
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch key set: status %d", resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxKeySet+1))
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	if len(body) > maxKeySet {
		return nil, fmt.Errorf("read key set: more than %d bytes", maxKeySet)
	}
	return parseKeySet(body)
}
