package auth

import (
	"context"
	"errors"

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
		_, err = v.verify(ctx, parts, func(_ context.Context, verify func()) error { verify(); return nil })
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.err
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

// Gate is the gate of a Verifier alone.
type Gate struct{ g *gate }

// NewGate returns one.
func NewGate() Gate { return Gate{newGate()} }

// Pass is for a client of the usual kind.
func (g Gate) Pass(ctx context.Context, verify func()) error { return g.g.pass(ctx, verify) }

// PassFailing is for one that fails.
func (g Gate) PassFailing(ctx context.Context, verify func()) error {
	return g.g.passFailing(ctx, verify)
}
