package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/entask/entask/internal/runtime/problem"
)

// mostRead is how many bytes of an answer of the API are read.
const mostRead = 8 << 20

// client sends the requests of calls.
type client struct{ api http.RoundTripper }

// ask is a request of the API.
type ask struct {
	method, path string
	query        url.Values
	header       http.Header
	body         []byte
}

// answer is what the API answers to what it accepts.
type answer struct {
	header http.Header
	body   []byte
}

// failure is why something was not done.
type failure struct {
	Status     int    `json:"status,omitempty"` // as HTTP has it; 0 where there was no answer
	Detail     string `json:"detail"`
	RetryAfter int    `json:"retry_after,omitempty"` // seconds
}

// Error implements error.
func (f *failure) Error() string { return f.Detail }

// malformed is the failure of a call that is no request of the API yet.
func malformed(detail string) *failure {
	return &failure{Status: http.StatusUnprocessableEntity, Detail: detail}
}

// lasting says whether what else is asked for now fails too.
func (f *failure) lasting() bool {
	switch f.Status {
	case 0, http.StatusUnauthorized, http.StatusTooManyRequests:
		return true
	}
	return f.Status >= http.StatusInternalServerError
}

// send sends a request. Whatever the API refuses is an error, a *failure.
func (c *client) send(ctx context.Context, a ask) (answer, error) {
	target := url.URL{Path: a.path, RawQuery: a.query.Encode()}
	r, err := http.NewRequestWithContext(ctx, a.method, target.String(), bytes.NewReader(a.body))
	if err != nil {
		return answer{}, &failure{Detail: err.Error()}
	}
	r.Header = http.Header{"Accept": {"application/json"}}
	maps.Copy(r.Header, a.header)
	if len(a.body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := c.api.RoundTrip(r)
	if err != nil {
		return answer{}, &failure{Detail: "The service cannot be reached: " + err.Error()}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostRead+1))
	switch {
	case err != nil:
		return answer{}, &failure{Detail: "The answer of the service broke off: " + err.Error()}
	case len(body) > mostRead:
		return answer{}, &failure{Detail: fmt.Sprintf("The answer of the service has more than %d bytes", mostRead)}
	case res.StatusCode >= http.StatusMultipleChoices:
		return answer{}, refusal(res, body)
	}
	return answer{res.Header, body}, nil
}

// refusal reads the problem document of an answer.
func refusal(res *http.Response, body []byte) *failure {
	f := &failure{Status: res.StatusCode}
	var p problem.Problem
	if json.Unmarshal(body, &p) == nil {
		f.Detail = p.Detail
	}
	if f.Detail == "" {
		f.Detail = http.StatusText(res.StatusCode)
	}
	f.RetryAfter, _ = strconv.Atoi(res.Header.Get("Retry-After")) // 0 where there is none
	return f
}
