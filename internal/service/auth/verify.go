package auth

import (
	"context"
	"errors"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Verify returns the viewer whom the token names. The error is an *Error where the
// token is refused, and ErrNoKeys or ErrBusy where it can be neither trusted nor refused.
// Verify waits for the network only when the token names a key that is not in the key set,
// and then for at most 5 seconds.
//
// A valid token is remembered. For a remembered one, Verify checks only what can have
// changed: its key and the time. The result is the same as without the memory. A token with
// a refused signature or refused claims is remembered for some seconds.
func (v *Verifier) Verify(ctx context.Context, token string) (viewer.Viewer, error) {
	return v.look(ctx, token, v.gate.pass)
}

// VerifyFailing is Verify for a client whose tokens keep being refused. What is remembered is
// answered as ever. Few other tokens of such clients are verified; the rest are ErrBusy.
func (v *Verifier) VerifyFailing(ctx context.Context, token string) (viewer.Viewer, error) {
	return v.look(ctx, token, v.gate.passFailing)
}

// pass calls verify when there is room for it.
type pass func(ctx context.Context, verify func()) error

func (v *Verifier) look(ctx context.Context, token string, through pass) (viewer.Viewer, error) {
	parts, err := cut(token)
	if err != nil {
		return viewer.Viewer{}, err
	}
	d := digestOf(token)
	if t, ok := v.cache.tokens.Get(d); ok {
		err := t.lifetime.check(v.now())
		if err == nil && v.trusts(t.key, t.alg) {
			v.cache.hits.Add(1)
			return t.viewer, nil
		}
		v.cache.tokens.Remove(d)
	}
	if r, ok := v.cache.refused.Get(d); ok {
		if r.isFresh(v.now()) && v.trusts(r.key, r.alg) {
			v.cache.refusals.Add(1)
			return viewer.Viewer{}, r.err
		}
		v.cache.refused.Remove(d)
	}
	v.cache.misses.Add(1)
	t, err := v.verify(ctx, parts, through)
	if err != nil {
		if r, ok := errors.AsType[*refusal](err); ok {
			v.cache.refuse(d, r)
			return viewer.Viewer{}, r.err
		}
		return viewer.Viewer{}, err
	}
	v.cache.add(d, t)
	return t.viewer, nil
}
