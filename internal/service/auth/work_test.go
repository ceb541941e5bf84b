package auth_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// TestRefusedCostsLess counts the work of what can be sent without a key: never a
// second signature, none where the header already decides, and always less
// garbage than a good token of the cheapest algorithm that could be meant.
func TestRefusedCostsLess(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	good := goodTokens()
	for name, token := range refusedWithoutKey() {
		refused := func() {
			if _, err := v.Verify(t.Context(), token); err == nil {
				t.Errorf("%s: verified", name)
			}
		}
		alg, foreign := strings.CutPrefix(name, "foreign ")
		signatures := 0
		if foreign {
			signatures = 1
		}
		wantSignatures(t, signatures, refused)
		if good[alg] == "" {
			alg = "HS256"
		}
		accepted := func() { _ = v.VerifyUncached(t.Context(), good[alg]) }
		if got, most := testing.AllocsPerRun(20, refused), testing.AllocsPerRun(20, accepted); got >= most {
			t.Errorf("%s: refused with %v allocations, want less than the %v of a good %s token", name, got, most, alg)
		}
	}
}

// TestRefusedFetchesOnceInTenSeconds sends tokens with a new kid every 10 ms, for
// a minute.
func TestRefusedFetchesOnceInTenSeconds(t *testing.T) {
	bubble(t, keySet(jwk("ed", "ed", nil)), func(t *testing.T, s *authServer, v *auth.Verifier) {
		for i := range 6000 {
			kid := fmt.Sprintf("../../%d' OR 1=1 --", i)
			wantRefusal(t, v, signWith("ed", "EdDSA", kid, goodClaims), fmt.Sprintf("no key %q in the key set", kid))
			time.Sleep(10 * time.Millisecond)
		}
		wantHits(t, s, 1+6)
	})
}
