package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/entask/entask/ent"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/auth"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/handler"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/request"
	"github.com/entask/entask/ogent"
)

// refusal is a request that must be answered with 401.
type refusal struct {
	name string
	// at names the verifier: "" trusts allKeys and the secret, others see newAPIs.
	at     string
	lines  []string // of the Authorization header
	reason string   // in the log
	public string   // the error_description; "" where no token was sent
}

// newAPIs returns the API on an empty database, by what its verifier trusts.
func newAPIs(t *testing.T) map[string]http.Handler {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: "sqlite://:memory:", PoolMax: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	client := ent.NewClient(ent.Driver(db.Driver()))
	if err := client.Schema.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	good, broken, slow := newAuthServer(t, allKeys()), newAuthServer(t, ""), newAuthServer(t, "")
	broken.serve(http.StatusBadGateway, "")
	slow.answer.Store(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	both := newVerifier(t, good.URL, nil)
	wantViewer(t, both, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
	apis := map[string]http.Handler{}
	for name, v := range map[string]*auth.Verifier{
		"":              both,
		"no secret":     newVerifier(t, good.URL, func(c *auth.Config) { c.Secret = "" }),
		"no key set":    newVerifier(t, "", nil),
		"set is broken": newVerifier(t, broken.URL, nil),
		"set is slow":   newVerifier(t, slow.URL, nil),
	} {
		apis[name], err = api.New(api.Options{
			App:         ogent.NewApp(handler.New(client, idempotency.New(client, db.Driver()))),
			Verify:      v.Verify,
			Unavailable: database.Unavailable,
			Tracer:      tracenoop.NewTracerProvider(),
			Meter:       noop.NewMeterProvider(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return apis
}

// send makes one request and returns the answer, with what the log is told.
func send(ctx context.Context, to http.Handler, lines ...string) (*httptest.ResponseRecorder, *request.Info) {
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/tasks", http.NoBody)
	if lines != nil {
		req.Header["Authorization"] = lines
	}
	w := httptest.NewRecorder()
	info := &request.Info{ID: "r1", Header: w.Header()}
	to.ServeHTTP(w, req.WithContext(request.NewContext(ctx, info)))
	return w, info
}

// TestRefusals holds the whole answer to each bad request against RFC 6750 and
// the contract, and the reason in the log against the table of docs/auth.md; and
// the other way round: each row of that table is seen.
func TestRefusals(t *testing.T) {
	apis := newAPIs(t)
	for name := range map[string]bool{"": true, "no key set": true} { // else everything would be refused
		if w, info := send(t.Context(), apis[name], "Bearer "+signHS256(`{"alg":"HS256"}`, goodClaims.String())); w.Code != http.StatusOK || info.User != goodViewer.ID {
			t.Fatalf("a good token = %d %s of %q, want 200", w.Code, w.Body, info.User)
		}
	}
	rows := documentedRefusals(t)
	seen := map[string]bool{}
	for _, tc := range refusals() {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if tc.at == "set is slow" {
				time.AfterFunc(200*time.Millisecond, cancel)
			}
			w, info := send(ctx, apis[tc.at], tc.lines...)
			challenge := "Bearer"
			if tc.public != "" {
				challenge = `Bearer error="invalid_token", error_description="The access token` + tc.public + `"`
			}
			want := http.Header{
				"Content-Type":     {"application/problem+json"},
				"Cache-Control":    {"no-store"},
				"Www-Authenticate": {challenge},
			}
			if got := w.Header(); !equalHeaders(got, want) || w.Code != http.StatusUnauthorized {
				t.Errorf("%d, headers %v, want 401, %v", w.Code, got, want)
			}
			const body = `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated","request_id":"r1"}` + "\n"
			if got := w.Body.String(); got != body {
				t.Errorf("body = %s, want %s", got, body)
			}
			if info.Refusal != tc.reason || info.User != "" {
				t.Errorf("log: refusal %s of %q, want %s", info.Refusal, info.User, tc.reason)
			}
			for _, line := range tc.lines {
				if _, token, _ := strings.Cut(line, " "); len(token) > 20 && strings.Contains(info.Refusal, token) {
					t.Errorf("the log has the token: %s", info.Refusal)
				}
			}
			row := rows.of(info.Refusal)
			if row == nil || strings.TrimPrefix(row.public, "The access token") != tc.public {
				t.Errorf("docs/auth.md: the row of %q is %+v, want one that says %q", info.Refusal, row, tc.public)
			} else {
				seen[row.reason] = true
			}
		})
	}
	for _, row := range rows {
		if !seen[row.reason] {
			t.Errorf("docs/auth.md: no case here is refused with %q", row.reason)
		}
	}
}

func equalHeaders(got, want http.Header) bool {
	if len(got) != len(want) {
		return false
	}
	for name := range want {
		if strings.Join(got[name], "\n") != strings.Join(want[name], "\n") {
			return false
		}
	}
	return true
}
