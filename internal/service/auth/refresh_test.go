package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// These tests run in a bubble of their own time, so that minutes take none.
// HTTP is real; the network is a pipe, which a bubble can see through.

// pipeListener is a network with one server.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { l.once.Do(func() { close(l.done) }); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble is the address of the key set there.
const inBubble = "http://auth.test/jwks"

// bubble runs f in a bubble with an auth server and a verifier of its key set
// that has made its first fetch.
func bubble(t *testing.T, body string, f func(*testing.T, *authServer, *auth.Verifier)) {
	t.Helper()
	bubbleWith(t, body, func(*auth.Config) {}, f)
}

func bubbleWith(t *testing.T, body string, edit func(*auth.Config), f func(*testing.T, *authServer, *auth.Verifier)) {
	t.Helper()
	signers() // made outside: the bubble's goroutines must end
	synctest.Test(t, func(t *testing.T) {
		l := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
		s := &authServer{}
		s.serve(http.StatusOK, body)
		server := &http.Server{Handler: s}
		go func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("Serve() = %v", err)
			}
		}()
		s.client = &http.Client{Transport: &http.Transport{DialContext: l.dial, DisableKeepAlives: true}}
		v := newVerifier(t, inBubble, func(c *auth.Config) { c.Client = s.client; edit(c) })
		synctest.Wait()
		f(t, s, v)
		synctest.Wait()
		if err := server.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
}

func wantHits(tb testing.TB, s *authServer, want int32) {
	tb.Helper()
	if got := s.hits.Load(); got != want {
		tb.Errorf("the auth server was asked %d times, want %d", got, want)
	}
}

func TestKeySetUnknownKid(t *testing.T) {
	bubble(t, keySet(), func(t *testing.T, s *authServer, v *auth.Verifier) {
		wantHits(t, s, 1)
		s.serve(http.StatusOK, keySet(jwk("ed", "ed", nil)))
		wantViewer(t, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
		wantHits(t, s, 2)

		s.serve(http.StatusOK, keySet(jwk("ed", "ed", nil), jwk("p256", "new", nil)))
		token := signWith("p256", "ES256", "new", goodClaims)
		time.Sleep(10*time.Second - 1)
		wantRefusal(t, v, token, `no key "new" in the key set`)
		wantHits(t, s, 2)
		time.Sleep(time.Nanosecond)
		wantViewer(t, v, token, goodViewer)
		wantHits(t, s, 3)
		wantRefusal(t, v, signWith("ed", "EdDSA", "made up", goodClaims), `no key "made up" in the key set`)
		wantHits(t, s, 3)
	})
}

// TestKeySetFirstTokens has tokens come before the first fetch is done; what they
// wait for is not the fetch that a new key needs.
func TestKeySetFirstTokens(t *testing.T) {
	for range 20 {
		s := newAuthServer(t, keySet(jwk("ed", "ed", nil)))
		v := newVerifier(t, s.URL, nil)
		wantViewer(t, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
		wantHits(t, s, 1)
		s.serve(http.StatusOK, keySet(jwk("ed", "ed", nil), jwk("p256", "new", nil)))
		wantViewer(t, v, signWith("p256", "ES256", "new", goodClaims), goodViewer)
		wantHits(t, s, 2)
	}
}

// TestKeySetFlood has many unknown kids at once, on a slow auth server: one
// fetch is made, and a token with a known key waits for nothing.
func TestKeySetFlood(t *testing.T) {
	bubble(t, keySet(jwk("ed", "ed", nil)), func(t *testing.T, s *authServer, v *auth.Verifier) {
		s.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(3 * time.Second)
			_, _ = w.Write([]byte(keySet(jwk("ed", "ed", nil), jwk("p256", "new", nil))))
		})
		begin := time.Now()
		var waiting sync.WaitGroup
		for i := range 100 {
			waiting.Go(func() {
				kid := fmt.Sprint("k", i)
				wantRefusal(t, v, signWith("ed", "EdDSA", kid, goodClaims), `no key "`+kid+`" in the key set`)
			})
		}
		waiting.Go(func() { wantViewer(t, v, signWith("p256", "ES256", "new", goodClaims), goodViewer) })
		synctest.Wait()
		wantViewer(t, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
		if got := time.Since(begin); got != 0 {
			t.Errorf("a token with a known key took %v, want 0s", got)
		}
		waiting.Wait()
		if got, want := time.Since(begin), 3*time.Second; got != want {
			t.Errorf("tokens with unknown keys took %v, want %v", got, want)
		}
		wantHits(t, s, 2)
	})
}

// TestKeySetKeyMadeDuringFetch has a key that appears after the fetch under way
// was answered.
func TestKeySetKeyMadeDuringFetch(t *testing.T) {
	bubble(t, keySet(), func(t *testing.T, s *authServer, v *auth.Verifier) {
		s.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(keySet()))
			_ = http.NewResponseController(w).Flush()
			s.serve(http.StatusOK, keySet(jwk("ed", "ed", nil)))
			time.Sleep(time.Second)
		})
		time.Sleep(5*time.Minute + time.Second/2) // amid the periodic fetch
		wantHits(t, s, 2)
		wantViewer(t, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
		wantHits(t, s, 3)
	})
}

func TestKeySetServerHangs(t *testing.T) {
	bubble(t, keySet(jwk("ed", "ed", nil)), func(t *testing.T, s *authServer, v *auth.Verifier) {
		s.answer.Store(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		begin := time.Now()
		_, err := v.Verify(t.Context(), signWith("p256", "ES256", "new", goodClaims))
		if refusal := (*auth.Error)(nil); !errors.As(err, &refusal) {
			t.Errorf("Verify() = %v, want an *auth.Error", err)
		}
		if got, want := time.Since(begin), 5*time.Second; got != want {
			t.Errorf("Verify() took %v, want %v", got, want)
		}
		time.Sleep(10 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin = time.Now()
		_, err = v.Verify(ctx, signWith("p256", "ES256", "new", goodClaims))
		if want := `no key "new" in the key set: fetch it: context deadline exceeded`; err == nil || err.Error() != want {
			t.Errorf("Verify() = %v, want %v", err, want)
		}
		if got, want := time.Since(begin), time.Second; got != want {
			t.Errorf("Verify() of a client that left took %v, want %v", got, want)
		}
		wantViewer(t, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
		time.Sleep(5 * time.Second) // the fetch outlives its request
	})
}

func TestKeySetRefresh(t *testing.T) {
	token := func() string { return signWith("ed", "EdDSA", "ed", goodClaims) }
	bubble(t, keySet(jwk("ed", "ed", nil)), func(t *testing.T, s *authServer, v *auth.Verifier) {
		wantViewer(t, v, token(), goodViewer)

		s.serve(http.StatusInternalServerError, "")
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		wantHits(t, s, 2)
		wantViewer(t, v, token(), goodViewer) // kept while the server is away

		s.serve(http.StatusOK, "garbage")
		time.Sleep(30 * time.Second)
		synctest.Wait()
		wantHits(t, s, 3)
		wantViewer(t, v, token(), goodViewer)

		s.serve(http.StatusOK, keySet(jwk("p256", "p256", nil)))
		time.Sleep(30 * time.Second)
		synctest.Wait()
		wantHits(t, s, 4)
		wantRefusal(t, v, token(), `no key "ed" in the key set`) // asks once more
		wantHits(t, s, 5)

		s.serve(http.StatusOK, keySet())
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		wantRefusal(t, v, signWith("p256", "ES256", "p256", goodClaims), `no key "p256" in the key set`)
	})
}

// TestKeySetEndsWithContext: the keys stay, the fetching ends.
func TestKeySetEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked.Add(1)
			return nil, r.Context().Err()
		})}
		ctx, cancel := context.WithCancel(t.Context())
		_, err := auth.New(ctx, auth.Config{
			JWKSURL: origin, Issuers: []string{origin}, Audiences: []string{origin}, Client: client,
		})
		if err != nil {
			t.Fatalf("New() = %v", err)
		}
		synctest.Wait()
		cancel()
		time.Sleep(time.Hour)
		if got := asked.Load(); got != 1 {
			t.Errorf("asked %d times, want once", got)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
