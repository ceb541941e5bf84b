package auth_test

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// TestRefusedIsRemembered: a refused token that comes again costs a hash, for some seconds
// and while its key stays.
func TestRefusedIsRemembered(t *testing.T) {
	clock := now
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, func(c *auth.Config) { c.Now = func() time.Time { return clock } })
	forged := goodTokens()["EdDSA"]
	forged = forged[:strings.LastIndexByte(forged, '.')+1] + b64(make([]byte, 64))
	for name, token := range map[string]string{
		"forged":        forged,
		"expired":       signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"exp": 1}).String()),
		"without a sub": signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"sub": absent}).String()),
	} {
		var first error
		wantSignatures(t, 1, func() {
			for i := range 3 {
				_, err := v.Verify(t.Context(), token)
				if err == nil || i > 0 && err != first { //nolint:errorlint // it is the same one
					t.Errorf("%s: refused with %v, and before with %v", name, err, first)
				}
				first = err
			}
		})
		clock = clock.Add(11 * time.Second)
		wantSignatures(t, 1, func() { _, _ = v.Verify(t.Context(), token) })
	}
	early := signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"nbf": at(60 * time.Second), "exp": at(time.Hour)}).String())
	clock = now.Add(49 * time.Second)
	if _, err := v.Verify(t.Context(), early); err == nil {
		t.Error("a token was accepted before its time")
	}
	clock = now.Add(50 * time.Second)
	wantViewer(t, v, early, goodViewer)
}

// TestRefusedFollowsKeySet: a token whose key has changed is looked at again.
func TestRefusedFollowsKeySet(t *testing.T) {
	token := signWith("ed", "EdDSA", "p256", goodClaims)
	other := jwk("ed", "p256", nil)
	bubble(t, keySet(jwk("p256", "p256", nil), jwk("ed", "ed", nil)), func(t *testing.T, s *authServer, v *auth.Verifier) {
		if _, err := v.Verify(t.Context(), token); err == nil {
			t.Fatal("verified with a key of another kind")
		}
		s.serve(http.StatusOK, keySet(other))
		time.Sleep(6 * time.Minute) // the set is fetched again
		wantViewer(t, v, token, goodViewer)
	})
}

// TestFailingTakesHalfACore floods the verifier with failing clients, whose signatures take
// a millisecond as those of ES512 do.
func TestFailingTakesHalfACore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := auth.NewGate()
		var passed, busy atomic.Int64
		var flood sync.WaitGroup
		for range 50 {
			flood.Go(func() {
				for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
					switch err := g.PassFailing(t.Context(), func() { time.Sleep(time.Millisecond) }); {
					case err == nil:
						passed.Add(1)
					case errors.Is(err, auth.ErrBusy):
						busy.Add(1)
					default:
						t.Error(err)
					}
				}
			})
		}
		flood.Wait()
		if n := passed.Load(); n < 400 || n > 501 {
			t.Errorf("%d signatures were verified in a second, want about 500", n)
		}
		if busy.Load() == 0 {
			t.Error("no client was told to wait")
		}
	})
}

// TestOthersWaitTheirTurn: no more signatures are verified at the same time than half of the
// cores, and whoever waits for a second is told so.
func TestOthersWaitTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, slots := auth.NewGate(), max(runtime.GOMAXPROCS(0)/2, 1)
		var at, most, passed, busy atomic.Int64
		var all sync.WaitGroup
		for range 5 * slots {
			all.Go(func() {
				err := g.Pass(t.Context(), func() {
					most.Store(max(most.Load(), at.Add(1)))
					time.Sleep(400 * time.Millisecond)
					at.Add(-1)
				})
				if errors.Is(err, auth.ErrBusy) {
					busy.Add(1)
				} else {
					passed.Add(1)
				}
			})
		}
		time.Sleep(time.Millisecond)
		if err := g.PassFailing(t.Context(), func() {}); !errors.Is(err, auth.ErrBusy) {
			t.Errorf("a failing client while all are busy: %v, want ErrBusy", err)
		}
		all.Wait()
		if int(most.Load()) != slots || int(passed.Load()) != 3*slots || int(busy.Load()) != 2*slots {
			t.Errorf("%d at a time, %d passed, %d told to wait; want %d, %d and %d", most.Load(), passed.Load(), busy.Load(), slots, 3*slots, 2*slots)
		}
	})
}

// TestFailingKeepsWhatIsRemembered: a known token is answered at once, whoever fails.
func TestFailingKeepsWhatIsRemembered(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	good := goodTokens()["ES512"]
	wantViewer(t, v, good, goodViewer)
	wantSignatures(t, 0, func() {
		for range 100 {
			if who, err := v.VerifyFailing(t.Context(), good); err != nil || who != goodViewer {
				t.Errorf("a remembered token: %v, %v", who, err)
			}
		}
	})
}
