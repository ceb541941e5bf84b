package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// keyOf is the kid of a token.
func keyOf(t *testing.T, token string) string {
	t.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(parsed.Header["kid"])
}

// TestBetterAuthRotation rotates keys twice. Tokens of a new key are accepted at once, and
// those of the first key until that has been removed. The service fetches only when it
// must, and at most every ten seconds.
func TestBetterAuthRotation(t *testing.T) {
	t.Parallel()
	const interval, grace = 11 * time.Second, 5 * time.Second
	a := startBetterAuth(t, fmt.Sprint("JWT_ROTATION=", interval.Seconds()), fmt.Sprint("JWT_GRACE=", grace.Seconds()))
	ann := a.signUp(t, "ann")
	first, born := a.token(t, ann), time.Now()
	s := a.serve(t, sqliteURL(t))
	s.wantStatus(t, "the first key", first, http.StatusOK)

	time.Sleep(time.Until(born.Add(interval + time.Second)))
	second, born := a.token(t, ann), time.Now()
	if keyOf(t, first) == keyOf(t, second) {
		t.Fatal("the key was not rotated")
	}
	fetched := a.hits.Load()
	s.wantStatus(t, "the second key, at once", second, http.StatusOK)
	s.wantStatus(t, "the first key, in its grace", first, http.StatusOK)
	s.wantStatus(t, "the second key, again", second, http.StatusOK)
	if got := a.hits.Load() - fetched; got != 1 {
		t.Errorf("the key set was asked for %d times, want once", got)
	}

	time.Sleep(time.Until(born.Add(interval + time.Second)))
	s.wantStatus(t, "the first key, of which nothing new was heard", first, http.StatusOK)
	third := a.token(t, ann)
	s.wantStatus(t, "the third key, at once", third, http.StatusOK)
	s.wantStatus(t, "the second key, in its grace", second, http.StatusOK)
	s.wantRefusal(t, first, fmt.Sprintf("no key %q in the key set", keyOf(t, first)))
	if got := a.hits.Load() - fetched; got != 2 {
		t.Errorf("the key set was asked for %d times, want twice", got)
	}
}

// TestBetterAuthRestarted stops the auth server, which does not affect known keys, and
// starts it with new keys, whose tokens are accepted at once.
func TestBetterAuthRestarted(t *testing.T) {
	t.Parallel()
	a := startBetterAuth(t)
	ann := a.signUp(t, "ann")
	token := a.token(t, ann)
	s := a.serve(t, sqliteURL(t))
	s.wantStatus(t, "before", token, http.StatusOK)
	a.stop()
	s.wantRefusal(t, unknown(t, "x"), fmt.Sprintf(`no key "x" in the key set, which is not up to date: fetch key set: Get "%s/api/auth/jwks": EOF`, a.URL))
	away := time.Now()
	s.everyOperation(t, token, ann.User.ID)
	if r := s.do(t, call{Method: "GET", Path: "/readyz"}); r.Status != http.StatusOK {
		t.Errorf("readyz without the auth server = %d, want 200", r.Status)
	}
	a.start(t)
	anew := a.token(t, a.signUp(t, "ann"))
	time.Sleep(time.Until(away.Add(10 * time.Second)))
	s.wantStatus(t, "the key made anew", anew, http.StatusOK)
	s.wantRefusal(t, token, fmt.Sprintf("no key %q in the key set", keyOf(t, token)))
}

// TestBetterAuthMisbehaves: known keys survive bad answers of the auth server, until a good
// answer lacks them.
func TestBetterAuthMisbehaves(t *testing.T) {
	large := strings.Repeat(" ", 10<<20)
	write := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for _, tc := range []struct {
		name    string
		answer  http.HandlerFunc
		takes   time.Duration
		refusal string // of a token with an unknown key
		status  int    // of a token with a known key
		mends   bool   // is tested up to the recovery, which takes time
	}{
		{"500", write(500, `{"keys":[]}`), 0, `, which is not up to date: fetch key set: status 500`, 200, true},
		{"garbage", write(200, "<html>"), 0, `, which is not up to date: not a JWK Set: not a JSON object with an array of keys`, 200, false},
		{"10 MB", write(200, `{"keys":[]}`+large), 0, `, which is not up to date: read key set: more than 1048576 bytes`, 200, false},
		{"slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 5 * time.Second, `: fetch it: context deadline exceeded`, 200, false},
		{"empty", write(200, `{"keys":[]}`), 0, "", 401, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := startBetterAuth(t)
			ann := a.signUp(t, "ann")
			token := a.token(t, ann)
			s := a.serve(t, sqliteURL(t))
			s.wantStatus(t, "before", token, http.StatusOK)
			fetched := a.hits.Load()
			a.answer.Store(tc.answer)
			began := time.Now()
			s.wantRefusal(t, unknown(t, "x"), `no key "x" in the key set`+tc.refusal)
			if took := time.Since(began); took < tc.takes || took > tc.takes+15*time.Second {
				t.Errorf("an unknown key took %v, want about %v", took, tc.takes)
			}
			began = time.Now()
			s.wantStatus(t, "a known key meanwhile", token, tc.status)
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("a known key took %v, want it at once", took)
			}
			s.wantRefusal(t, unknown(t, "y"), `no key "y" in the key set`+strings.Replace(tc.refusal,
				": fetch it: context deadline exceeded", `, which is not up to date: fetch key set: Get "`+a.URL+`/api/auth/jwks": context deadline exceeded`, 1))
			if r := s.do(t, call{Method: "GET", Path: "/readyz"}); r.Status != http.StatusOK {
				t.Errorf("readyz = %d, want 200", r.Status)
			}
			if got := a.hits.Load() - fetched; got > 1+int32(time.Since(began)/(10*time.Second)) || got == 0 {
				t.Errorf("the key set was asked for %d times in %s, want once in ten seconds", got, time.Since(began))
			}
			if !tc.mends {
				return
			}
			a.answer.Store(http.HandlerFunc(nil))
			time.Sleep(time.Until(began.Add(11 * time.Second)))
			s.wantRefusal(t, unknown(t, "z"), `no key "z" in the key set`)
			s.wantStatus(t, "after", token, http.StatusOK)
		})
	}
}
