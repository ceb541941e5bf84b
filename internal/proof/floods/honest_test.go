package floods

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// user is an honest one.
type user struct {
	service *service
	client  *http.Client
	token   string
}

// honest is what happened to the requests of an honest user.
type honest struct {
	answered, failed int
	first            string // the first failure
	p50, worst       time.Duration
}

func (h honest) String() string {
	return fmt.Sprintf("%d answered, %d failed %s, p50 %s, worst %s", h.answered, h.failed, h.first, h.p50.Round(time.Microsecond), h.worst.Round(time.Microsecond))
}

func newUser(t *testing.T, s *service) *user {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &user{service: s, client: &http.Client{Transport: transport, Timeout: 10 * time.Second}, token: signed(t, "ann")}
}

// signed returns a new token of a user.
func signed(t *testing.T, sub string) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"sub": sub, "iss": "http://localhost:3000", "aud": "http://localhost:3000", "exp": time.Now().Add(time.Hour).Unix(), "jti": time.Now().UnixNano(),
	}).SignedString([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// send sends requests, one after the other, which must succeed.
func (u *user) send(t *testing.T, n int) {
	t.Helper()
	for range n {
		if status, err := u.service.status(t.Context(), u.client, u.token); err != nil || status != http.StatusOK {
			t.Fatalf("without a flood: %d, %v", status, err)
		}
	}
}

// visit sends a request every 20 ms until the context ends.
func (u *user) visit(ctx context.Context) (h honest) {
	var took []time.Duration
	for ctx.Err() == nil {
		begun := time.Now()
		status, err := u.service.status(context.WithoutCancel(ctx), u.client, u.token)
		if err != nil || status != http.StatusOK {
			if h.failed++; h.first == "" {
				h.first = fmt.Sprintf("(%d, %v)", status, err)
			}
		} else {
			h.answered++
		}
		took = append(took, time.Since(begun))
		time.Sleep(20 * time.Millisecond)
	}
	slices.Sort(took)
	h.p50, h.worst = took[len(took)/2], took[len(took)-1]
	return h
}
