package auth

import (
	"context"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/runtime/viewer"
)

// What only tests need.

// MaxRemembered is the bound of the cache.
const MaxRemembered = maxRemembered

// Remembered returns how many tokens v remembers.
func (v *Verifier) Remembered() int { return v.cache.tokens.Len() }

// Remember is what Verify does with a token that it has found good.
func (v *Verifier) Remember(token string, who viewer.Viewer) {
	v.cache.add(digestOf(token), &verified{viewer: who, alg: "HS256", key: v.secret})
}

// VerifyUncached is Verify without the cache.
func (v *Verifier) VerifyUncached(ctx context.Context, token string) error {
	parts, err := cut(token)
	if err == nil {
		_, err = v.verify(ctx, parts)
	}
	return err
}

// ParseHeader is what parse does with a decoded header.
func ParseHeader(data []byte) (alg, kid string, err error) {
	h, err := parseHeader(data)
	return h.alg, h.kid, err
}

// CountSignatures has the signatures counted that are computed until stop.
func CountSignatures() (count func() int, stop func()) {
	n := 0
	original := methods
	methods = map[string]jwt.SigningMethod{}
	for alg, m := range original {
		methods[alg] = counted{m, &n}
	}
	return func() int { return n }, func() { methods = original }
}

type counted struct {
	jwt.SigningMethod
	n *int
}

func (c counted) Verify(signed string, signature []byte, key any) error {
	*c.n++
	return c.SigningMethod.Verify(signed, signature, key)
}
