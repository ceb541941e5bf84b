package auth_test

import (
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// betterAuthClaims are those of Better Auth, which takes the whole user along.
var betterAuthClaims = goodClaims.with(object{
	"id": "q7Xp2mV9bT4kR8sN1cW6yZ3dF5gH0jLe", "emailVerified": false, "image": nil,
	"createdAt": "2026-03-04T05:06:07.000Z", "updatedAt": "2026-03-04T05:06:07.000Z",
})

// goodTokens has one of every algorithm, by its name.
func goodTokens() map[string]string {
	tokens := map[string]string{"HS256": signHS256(`{"alg":"HS256"}`, betterAuthClaims.String())}
	for alg, by := range map[string][2]string{
		"EdDSA": {"ed", "ed"}, "ES256": {"p256", "p256"}, "ES512": {"p521", "p521"}, "RS256": {"rsa", "rs256"}, "PS256": {"rsa", "ps256"},
	} {
		tokens[alg] = signWith(by[0], alg, by[1], betterAuthClaims)
	}
	return tokens
}

func BenchmarkVerify(b *testing.B) {
	v := newVerifier(b, newAuthServer(b, allKeys()).URL, nil)
	for alg, token := range goodTokens() {
		wantViewer(b, v, token, goodViewer)
		b.Run(alg+"/cold", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := v.VerifyUncached(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(alg+"/cached", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRefuse has what an attacker without a key can have us do; compare it
// with a good token's BenchmarkVerify/…/cold.
func BenchmarkRefuse(b *testing.B) {
	v := newVerifier(b, newAuthServer(b, allKeys()).URL, nil)
	for name, token := range refusedWithoutKey() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), token); err == nil {
					b.Fatal("verified")
				}
			}
		})
	}
}

// refusedWithoutKey are tokens that cost as much as one can without a key.
func refusedWithoutKey() map[string]string {
	forged := func(signer, alg, kid, padding string) string {
		good := signWith(signer, alg, kid, betterAuthClaims.with(object{"padding": padding}))
		return good[:len(good)-20] + strings.Repeat("A", 20)
	}
	header := func(header string) string {
		return sign(jwt.SigningMethodHS256, []byte("no key"), header, betterAuthClaims.String())
	}
	return map[string]string{
		"opaque":               "q7Xp2mV9bT4kR8sN1cW6yZ3dF5gH0jLe",
		"foreign EdDSA":        forged("ed", "EdDSA", "ed", ""),
		"foreign ES256":        forged("p256", "ES256", "p256", ""),
		"foreign ES512":        forged("p521", "ES512", "p521", ""),
		"foreign RS256":        forged("rsa", "RS256", "rs256", ""),
		"foreign long":         forged("ed", "EdDSA", "ed", strings.Repeat("x", 5000)),
		"none":                 header(`{"alg":"none"}`),
		"many members":         header(manyMembers(85)),
		"too many members":     header(manyMembers(560)),
		"deep members":         header(`{"alg":"HS256","x":` + strings.Repeat("[", 2500) + strings.Repeat("]", 2500) + `}`),
		"long kid":             header(`{"alg":"EdDSA","kid":"` + strings.Repeat("\\u00e9", 800) + `"}`),
		"longer than 8 KiB":    strings.Repeat("x", 9000),
		"points at the length": strings.Repeat(".", 8192),
	}
}

// manyMembers is a header of n members; 85 fit.
func manyMembers(n int) string {
	var b strings.Builder
	b.WriteString(`{"alg":"none"`)
	for i := range n {
		b.WriteString(`,"` + b64([]byte{byte(i >> 8), byte(i)}) + `":0`)
	}
	return b.String() + "}"
}
