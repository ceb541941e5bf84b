package floods

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestRefusedTokens sends tokens that are refused by their signature, from the address of the
// honest user: many different ones, and one again and again. ES512 is the dearest algorithm.
func TestRefusedTokens(t *testing.T) {
	kid := "k1"
	keys := keySet(t, kid)
	for _, c := range []struct {
		name, header string
		signature    int // bytes
		same         bool
		share        float64 // of the price of an honest request
	}{
		{"HS256", `{"alg":"HS256"}`, 32, false, 1},
		{"HS256, one token", `{"alg":"HS256"}`, 32, true, 1},
		// So many are verified in a second, however few a slow machine sends.
		{"ES512", fmt.Sprintf(`{"alg":"ES512","kid":%q}`, kid), 132, false, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, "AUTH_JWKS_URL="+keys)
			forge := func(i int64) string {
				payload := fmt.Sprintf(`{"sub":"ann","iss":"http://localhost:3000","aud":"http://localhost:3000","exp":%d,"n":%d}`, time.Now().Add(time.Hour).Unix(), i)
				signature := make([]byte, c.signature)
				signature[3], signature[c.signature-1] = 1, 1
				return strings.Join([]string{encoded([]byte(c.header)), encoded([]byte(payload)), encoded(signature)}, ".")
			}
			var fresh time.Duration
			out := flood(t, s, func(ctx context.Context) int {
				var sent atomic.Int64
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
						defer client.CloseIdleConnections()
						for ctx.Err() == nil {
							n := sent.Add(1)
							if c.same {
								n = 0
							}
							if status, err := s.status(ctx, client, forge(n)); err == nil && status < 400 {
								t.Errorf("a forged token: %d", status)
							}
						}
					})
				}
				fresh = s.admits(ctx, t)
				all.Wait()
				return int(sent.Load())
			})
			t.Logf("a new token of an honest user passes after %s", fresh.Round(time.Millisecond))
			out.wantCheap(t, c.share, 64)
			if most := 200 * int(floodFor/time.Second); out.lines-out.honest.answered > most {
				t.Errorf("%d lines of the log, want at most %d", out.lines-out.honest.answered, most)
			}
		})
	}
}

// admits returns after how long a token that the service has not seen is accepted, if it is
// sent again after each 429 as Retry-After says.
func (s *service) admits(ctx context.Context, t *testing.T) time.Duration {
	client := &http.Client{Transport: &http.Transport{}, Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	time.Sleep(floodFor / 3) // the flood has begun
	token, begun := signed(t, "bob"), time.Now()
	for {
		status, err := s.status(context.WithoutCancel(ctx), client, token)
		switch {
		case err == nil && status == http.StatusOK:
			return time.Since(begun)
		case err != nil || status != http.StatusTooManyRequests || time.Since(begun) > time.Minute:
			t.Errorf("a new token of an honest user: %d, %v after %s", status, err, time.Since(begun))
			return time.Since(begun)
		}
		time.Sleep(time.Second)
	}
}

// keySet serves a key set with an ES512 key.
func keySet(t *testing.T, kid string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	half := len(point) / 2 // after the byte that says uncompressed
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `{"keys":[{"kty":"EC","crv":"P-521","kid":%q,"alg":"ES512","x":%q,"y":%q}]}`, kid, encoded(point[1:1+half]), encoded(point[1+half:]))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
