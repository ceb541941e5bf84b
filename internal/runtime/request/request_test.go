package request_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
)

// TestPlaces: what one layer says is what another reads, however far below the context of
// the request it is.
func TestPlaces(t *testing.T) {
	id, header := request.Identity{ID: "r1", Address: "192.0.2.1"}, http.Header{}
	served := request.New(t.Context(), id, header)
	ctx, cancel := context.WithTimeout(served, time.Minute)
	defer cancel()
	cause := errors.New("connection reset")
	request.InboundOf(ctx).Request = httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/things?limit=2", nil)
	request.Header(ctx).Set("Retry-After", "1")
	request.Match(ctx, request.Route{Operation: "listThings", Pattern: "/api/things"})
	request.Authenticated(ctx, "ann")
	request.Refused(ctx, "expired")
	request.Failed(ctx, cause)
	if got := request.IdentityOf(ctx); got != id || served.Identity() != id {
		t.Errorf("identity %+v, want %+v", got, id)
	}
	if got := request.URL(ctx).String(); got != "/api/things?limit=2" {
		t.Errorf("URL %s", got)
	}
	if got := header.Get("Retry-After"); got != "1" {
		t.Errorf("header %v", header)
	}
	if got, want := served.Route(), (request.Route{Operation: "listThings", Pattern: "/api/things"}); got != want {
		t.Errorf("route %+v, want %+v", got, want)
	}
	if got, want := served.Log(), (request.Log{User: "ann", Refusal: "expired", Cause: cause}); got != want {
		t.Errorf("log %+v, want %+v", got, want)
	}
	request.Waited(ctx, time.Second)
	request.Ran(ctx, "SELECT 1", time.Millisecond)
	request.Ran(ctx, "SELECT 2", time.Minute)
	request.Ran(ctx, "SELECT 3", time.Millisecond)
	work := request.Work{Statements: 3, Took: time.Minute + 2*time.Millisecond, Waited: time.Second, Slowest: "SELECT 2", SlowestTook: time.Minute}
	if got := served.Work(); got != work {
		t.Errorf("work %+v, want %+v", got, work)
	}
	if reply.TextsOf(ctx) != reply.TextsOf(served) {
		t.Error("the texts of a context below are others")
	}
}

// TestAttempts follows an operation that is undone once, and then writes.
func TestAttempts(t *testing.T) {
	ctx := request.New(t.Context(), request.Identity{}, http.Header{})
	attempts := request.AttemptsOf(ctx)
	attempts.Begin()
	if attempts.Begun() != 1 || attempts.Again() || attempts.Undone() || attempts.Wrote() {
		t.Errorf("the first: %+v", attempts)
	}
	attempts.Undo()
	if !attempts.Undone() {
		t.Error("Undone() = false")
	}
	attempts.Begin()
	request.Wrote(ctx)
	if attempts.Begun() != 2 || !attempts.Again() || attempts.Undone() || !attempts.Wrote() {
		t.Errorf("the second: %+v", attempts)
	}
}

// TestNoRequest: outside of a served request there are empty places.
func TestNoRequest(t *testing.T) {
	ctx := t.Context()
	request.Match(ctx, request.Route{Operation: "listThings"})
	request.Header(ctx).Set("Retry-After", "1")
	request.Wrote(ctx)
	request.Ran(ctx, "SELECT 1", time.Second)
	if got := request.IdentityOf(ctx); got != (request.Identity{}) {
		t.Errorf("identity %+v", got)
	}
	if got := request.URL(ctx).String(); got != "" {
		t.Errorf("URL %s", got)
	}
	if attempts := request.AttemptsOf(ctx); attempts.Begun() != 0 || attempts.Wrote() {
		t.Errorf("attempts %+v", attempts)
	}
}

// TestAllocations: however much travels, it is one allocation.
func TestAllocations(t *testing.T) {
	parent, header := t.Context(), http.Header{}
	if n := testing.AllocsPerRun(100, func() {
		ctx := request.New(parent, request.Identity{ID: "r1"}, header)
		request.Match(ctx, request.Route{Operation: "listThings"})
		request.Authenticated(ctx, "ann")
		request.AttemptsOf(ctx).Begin()
		request.Ran(ctx, "SELECT 1", time.Second)
		reply.TextsOf(ctx)
	}); n > 1 {
		t.Errorf("%.0f allocations, want 1", n)
	}
}
