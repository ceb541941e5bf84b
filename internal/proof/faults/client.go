package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// The statuses that matter here. 0 stands for no answer: the connection ended.
const (
	none        = 0
	ok          = 200
	created     = 201
	deleted     = 204
	conflict    = 409
	unavailable = 503
)

const tasks = "/api/v1/tasks"

// call is a request.
type call struct {
	Method, Path, User string
	Body               any // nil for none
	Key                string
	IfMatch            string
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// detail is the detail of a problem.
func (a answer) detail() string {
	var p struct{ Detail string }
	_ = json.Unmarshal(a.Body, &p) // other answers have no detail
	return p.Detail
}

// patience is how long a client waits: longer than a request of the service may take.
const patience = 20 * time.Second

// local sends requests to other programs of this machine.
var local = &http.Client{Timeout: patience}

// client sends requests to a service as its users.
type client struct {
	http   *http.Client
	tokens map[string]string
}

func newClient() *client {
	return &client{
		http:   &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		tokens: map[string]string{},
	}
}

// token signs the token of a user. It must be called for each user before do.
func (c *client) token(user string) error {
	if c.tokens[user] != "" {
		return nil
	}
	token, err := auth.Sign(secret, auth.Claims{Subject: user}, 24*time.Hour, time.Now())
	c.tokens[user] = token
	return err
}

// do sends a request. Without an answer, it returns one with the status none.
func (c *client) do(ctx context.Context, url string, r call) answer {
	var body io.Reader
	if r.Body != nil {
		raw, err := json.Marshal(r.Body)
		if err != nil {
			return answer{Body: []byte(err.Error())}
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, url+r.Path, body)
	if err != nil {
		return answer{Body: []byte(err.Error())}
	}
	for name, value := range map[string]string{"Idempotency-Key": r.Key, "If-Match": r.IfMatch, "Authorization": "Bearer " + c.tokens[r.User]} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{Body: []byte(err.Error())}
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{Body: []byte(err.Error())}
	}
	return answer{res.StatusCode, res.Header, raw}
}
