package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

// wantSignatures asserts how many signatures f has computed.
func wantSignatures(tb testing.TB, want int, f func()) {
	tb.Helper()
	count, stop := auth.CountSignatures()
	defer stop()
	f()
	if got := count(); got != want {
		tb.Errorf("%d signatures computed, want %d", got, want)
	}
}

func TestCacheSparesSignature(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	for alg, token := range goodTokens() {
		wantSignatures(t, 1, func() {
			for range 3 {
				wantViewer(t, v, token, goodViewer)
			}
		})
		if got := testing.AllocsPerRun(100, func() { wantViewer(t, v, token, goodViewer) }); got > 2 {
			t.Errorf("%s: a remembered token takes %v allocations, want at most 2", alg, got)
		}
	}
}

// TestCacheChangesNoAnswer shows each token to a verifier that has seen it good
// and to one that has not, at every tenth of a second around its limits.
func TestCacheChangesNoAnswer(t *testing.T) {
	clock := now
	v := newVerifier(t, "", func(c *auth.Config) { c.Now = func() time.Time { return clock } })
	for _, claims := range []object{
		{"exp": at(20 * time.Second)},
		{"exp": at(20300 * time.Millisecond), "nbf": at(-time.Second), "iat": absent},
		{"exp": at(20 * time.Second), "nbf": at(5 * time.Second), "iat": at(-time.Minute)},
	} {
		token := signHS256(`{"alg":"HS256"}`, goodClaims.with(claims).String())
		for tenths := -300; tenths <= 400; tenths++ {
			clock = now
			wantViewer(t, v, token, goodViewer)
			clock = now.Add(time.Duration(tenths) * 100 * time.Millisecond)
			_, got := v.Verify(t.Context(), token)
			if want := v.VerifyUncached(t.Context(), token); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("%v, %v after it was remembered: %v, want %v", claims, clock.Sub(now), got, want)
			}
		}
	}
}

// TestCacheFollowsKeySet drops and changes keys under remembered tokens.
func TestCacheFollowsKeySet(t *testing.T) {
	ed, p256 := jwk("ed", "ed", nil), jwk("p256", "p256", object{"alg": "ES256"})
	token := signWith("ed", "EdDSA", "ed", goodClaims)
	other := signWith("p256", "ES256", "p256", goodClaims)
	secret := signHS256(`{"alg":"HS256"}`, goodClaims.String())
	bubble(t, keySet(ed, p256), func(t *testing.T, s *authServer, v *auth.Verifier) {
		all := func() {
			wantViewer(t, v, token, goodViewer)
			wantViewer(t, v, other, goodViewer)
			wantViewer(t, v, secret, goodViewer)
		}
		refresh := func(keys ...object) {
			s.serve(http.StatusOK, keySet(keys...))
			time.Sleep(5 * time.Minute)
			synctest.Wait()
		}
		wantSignatures(t, 3, all)
		refresh(p256, jwk("p521", "p521", nil), ed) // more keys, in another order
		wantSignatures(t, 0, all)
		s.serve(http.StatusInternalServerError, "")
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		wantSignatures(t, 0, all)
		refresh(ed)
		wantSignatures(t, 0, func() {
			wantViewer(t, v, token, goodViewer)
			wantViewer(t, v, secret, goodViewer)
			wantRefusal(t, v, other, `no key "p256" in the key set`)
		})
		refresh(ed, p256) // what was dropped starts anew
		wantSignatures(t, 1, all)
		refresh(ed, jwk("rsa", "p256", nil)) // another key of the same name
		wantRefusal(t, v, other, `key "p256" is not for alg ES256`)
		refresh(ed, jwk("rsa", "p256", nil), p256)
		wantViewer(t, v, other, goodViewer)
		refresh(ed, p256.with(object{"x": ed["x"]}))
		wantSignatures(t, 0, func() {
			if _, err := v.Verify(t.Context(), other); err == nil {
				t.Error("verified with a key that is off its curve")
			}
		})
		refresh()
		wantRefusal(t, v, token, `no key "ed" in the key set`)
		wantViewer(t, v, secret, goodViewer)
	})
}

func TestCacheSameKidAnotherKey(t *testing.T) {
	token := signWith("rsa", "RS256", "k", goodClaims)
	good := keySet(jwk("rsa", "k", object{"alg": "RS256"}))
	bubble(t, good, func(t *testing.T, s *authServer, v *auth.Verifier) {
		for _, changed := range []object{
			jwk("rsaOther", "k", object{"alg": "RS256"}),
			jwk("rsa", "k", object{"alg": "PS256"}),
			jwk("rsa", "k", object{"use": "enc"}),
		} {
			wantViewer(t, v, token, goodViewer)
			s.serve(http.StatusOK, keySet(changed))
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if _, err := v.Verify(t.Context(), token); err == nil {
				t.Errorf("verified, though the key is now %v", changed)
			}
			if got := v.Remembered(); got != 0 {
				t.Errorf("%d tokens are remembered, want none", got)
			}
			s.serve(http.StatusOK, good)
			time.Sleep(5 * time.Minute)
			synctest.Wait()
		}
	})
}

func TestCacheKeepsForgedTokensOut(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	good := goodTokens()
	for _, token := range good {
		wantViewer(t, v, token, goodViewer)
	}
	forged := refusedWithoutKey()
	for alg, token := range good { // alike in all but the signature
		forged[alg] = token[:strings.LastIndexByte(token, '.')+1] + b64(make([]byte, 64))
		forged["expired "+alg] = signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"exp": 1, "n": alg}).String())
	}
	for range 2 {
		for name, token := range forged {
			if _, err := v.Verify(t.Context(), token); err == nil {
				t.Errorf("%s: verified", name)
			}
		}
	}
	if got := v.Remembered(); got != len(good) {
		t.Errorf("%d tokens are remembered, want the %d good ones", got, len(good))
	}
	wantSignatures(t, 0, func() {
		for _, token := range good {
			wantViewer(t, v, token, goodViewer)
		}
	})
}

// TestCacheIsBounded fills it with a million tokens as large as it takes.
func TestCacheIsBounded(t *testing.T) {
	v := newVerifier(t, "", nil)
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := heap()
	const perToken, tokens = 2 << 10, 1_000_000
	name := strings.Repeat("n", 1000)
	for i := range tokens {
		if i >= tokens-2*auth.MaxRemembered {
			name = strings.Repeat("n", 1000) // those that stay do not share it
		}
		token := fmt.Sprint("token ", i)
		v.Remember(token, viewer.Viewer{ID: token, Name: name})
	}
	if got := v.Remembered(); got != auth.MaxRemembered {
		t.Errorf("%d tokens are remembered, want %d", got, auth.MaxRemembered)
	}
	if got, most := heap()-before, int64(auth.MaxRemembered*perToken); got > most {
		t.Errorf("they take %d bytes, want at most %d", got, most)
	}
	large := signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"name": strings.Repeat("n", 2000)}).String())
	wantSignatures(t, 2, func() {
		for range 2 {
			wantViewer(t, v, large, viewer.Viewer{ID: "u1", Email: "u1@app.test", Name: strings.Repeat("n", 2000)})
		}
	})
	runtime.KeepAlive(v)
}

// TestCacheRace has tokens verified while their key comes and goes.
func TestCacheRace(t *testing.T) {
	ed, p256 := jwk("ed", "ed", nil), jwk("p256", "p256", nil)
	tokens := []string{
		signWith("ed", "EdDSA", "ed", goodClaims), signWith("p256", "ES256", "p256", goodClaims),
		signHS256(`{"alg":"HS256"}`, goodClaims.String()),
	}
	bubble(t, keySet(ed), func(t *testing.T, s *authServer, v *auth.Verifier) {
		ctx, cancel := context.WithCancel(t.Context())
		var workers sync.WaitGroup
		for i := range 8 {
			workers.Go(func() {
				for n := i; ctx.Err() == nil; n++ {
					who, err := v.Verify(ctx, tokens[n%len(tokens)])
					refusal := (*auth.Error)(nil)
					if err == nil && who != goodViewer || err != nil && !errors.As(err, &refusal) {
						t.Errorf("Verify() = %v, %v", who, err)
					}
					time.Sleep(time.Second)
				}
			})
		}
		for _, keys := range []string{keySet(p256), keySet(), keySet(p256, ed), keySet(ed)} {
			s.serve(http.StatusOK, keys)
			time.Sleep(5 * time.Minute)
		}
		cancel()
		workers.Wait()
		wantViewer(t, v, tokens[0], goodViewer)
	})
}
