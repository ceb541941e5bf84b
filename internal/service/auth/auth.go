// Package auth turns a bearer token into a viewer, or says why it does not.
//
// A token is a signed JWT (RFC 7519, RFC 7515) and is trusted for one of two
// reasons: a key of the auth server's key set (RFC 7517) signed it, or the
// shared secret did. Each kind of key has its own algorithms and its own terms.
//
// It must not import a database, a router or generated code; net/http is here
// for the key set and for the Authorization header only. Start reading at
// Verifier.Verify.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/viewer"
)

// MinSecret is the least length of a shared secret in bytes: that of the hash,
// as RFC 7518, section 3.2 has it for HS256.
const MinSecret = 32

// Config says which keys are trusted and for what. Package config validates it; New
// refuses only what would make a Verifier unsafe.
type Config struct {
	// Secret is the shared secret of HS256, used as its UTF-8 bytes, at least
	// MinSecret of them. Empty: HS256 is refused.
	Secret string
	// JWKSURL is where the key set is fetched. Empty: only HS256 is left.
	JWKSURL string
	// Issuers and Audiences are for tokens signed by the key set: iss must be
	// one of Issuers, aud must contain one of Audiences.
	Issuers, Audiences []string
	// SecretIssuers and SecretAudiences are the same for tokens signed with the
	// secret; there, an empty list means that the claim is not looked at.
	SecretIssuers, SecretAudiences []string
	// Client fetches the key set; http.DefaultClient's transport by default.
	// Redirects are never followed, whatever it says.
	Client *http.Client
	// Logger tells of the key set; nothing is logged by default.
	Logger *slog.Logger
	// Meter measures the key set and the remembered tokens; nothing by default.
	Meter metric.MeterProvider
	// Now is the clock for exp, nbf and iat; time.Now by default.
	Now func() time.Time
}

// terms is what a token must say, by the kind of key that signed it.
type terms struct {
	issuers, audiences []string
	// subjects are the claims that may name the subject. The first one present counts,
	// valid or not.
	subjects []string
}

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	secret      *key    // nil: HS256 is off
	keys        *keySet // nil: the key set is off
	cache       *cache
	gate        *gate
	secretTerms terms
	keySetTerms terms
	now         func() time.Time
}

// New returns a Verifier and starts to fetch the key set in the background,
// until ctx ends; the keys fetched by then stay. It does not wait for the auth
// server. It returns an error when cfg trusts no key, or trusts one too widely.
func New(ctx context.Context, cfg Config) (*Verifier, error) {
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	v := &Verifier{
		secretTerms: terms{cfg.SecretIssuers, cfg.SecretAudiences, []string{"sub", "user_id", "id"}},
		keySetTerms: terms{cfg.Issuers, cfg.Audiences, []string{"sub"}},
		gate:        newGate(),
		now:         cfg.Now,
	}
	if v.now == nil {
		v.now = time.Now
	}
	var err error
	if v.cache, err = newCache(); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	if cfg.Secret != "" {
		v.secret = &key{verifies: []byte(cfg.Secret), algs: []string{"HS256"}}
	}
	if cfg.JWKSURL != "" {
		v.keys = newKeySet(ctx, cfg.JWKSURL, cfg.Client, cfg.Logger)
		// Begun here, so that the first tokens join this fetch and do not use up the
		// one fetch in ten seconds for unknown keys.
		go v.keys.run(v.keys.refresh())
	}
	if err := v.measure(cfg.Meter); err != nil {
		return nil, fmt.Errorf("auth: %w", err)
	}
	return v, nil
}

func (cfg Config) validate() error {
	var errs []error
	if cfg.Secret == "" && cfg.JWKSURL == "" {
		errs = append(errs, errors.New("no key set and no shared secret: every token would be refused"))
	}
	if cfg.Secret != "" && len(cfg.Secret) < MinSecret {
		errs = append(errs, fmt.Errorf("the shared secret has %d bytes, want at least %d", len(cfg.Secret), MinSecret))
	}
	if cfg.JWKSURL != "" {
		u, err := url.Parse(cfg.JWKSURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			errs = append(errs, errors.New("the key set's address is not an http or https URL"))
		}
		if len(cfg.Issuers) == 0 || len(cfg.Audiences) == 0 {
			errs = append(errs, errors.New("a key set needs issuers and audiences: it signs more than our tokens"))
		}
	}
	return errors.Join(errs...)
}

// Ready returns nil if tokens can be verified, and ErrNoKeys with its cause until a key
// set has been fetched. It waits for nothing.
func (v *Verifier) Ready(context.Context) error {
	if v.keys == nil {
		return nil
	}
	return v.keys.current.Load().missing()
}

// verify is Verify for a token that is not remembered.
//
// The order is that of RFC 7519, section 7.2, with the precautions of RFC 8725:
// form, header, key, signature, and only then the claims. A client without a key can make
// the service read a header and verify a signature, and no more.
//
// What is refused by its signature or its claims is a *refusal.
func (v *Verifier) verify(ctx context.Context, parts compact, through pass) (*verified, error) {
	t, err := parse(parts)
	if err != nil {
		return nil, err
	}
	key, terms, err := v.key(ctx, t.header)
	if errors.Is(err, ErrNoKeys) {
		// A token that no key could make valid is refused without one.
		if _, _, refusal := v.judge(t.payload, v.keySetTerms); refusal != nil {
			return nil, refusal
		}
	}
	if err != nil {
		return nil, err
	}
	refused := func(err error) error { return &refusal{err: err, at: v.now(), alg: t.header.alg, key: key} }
	matches := false
	if err := through(ctx, func() {
		matches = methods[t.header.alg].Verify(t.signed, t.signature, key.verifies) == nil
	}); err != nil {
		return nil, err
	}
	if !matches {
		return nil, refused(refuse(badSignature, "the %s signature does not match the key", t.header.alg))
	}
	who, times, err := v.judge(t.payload, terms)
	if err != nil {
		return nil, refused(err)
	}
	return &verified{viewer: who, lifetime: times, alg: t.header.alg, key: key}, nil
}

// judge reads the claims and checks them against the terms and the clock.
func (v *Verifier) judge(payload []byte, t terms) (viewer.Viewer, lifetime, error) {
	c, err := parseClaims(payload)
	if err != nil {
		return viewer.Viewer{}, lifetime{}, err
	}
	times, err := c.lifetime()
	if err != nil {
		return viewer.Viewer{}, lifetime{}, err
	}
	if err := times.check(v.now()); err != nil {
		return viewer.Viewer{}, lifetime{}, err
	}
	if err := c.checkOrigin(t); err != nil {
		return viewer.Viewer{}, lifetime{}, err
	}
	who, err := c.viewer(t)
	return who, times, err
}

// trusts reports whether a token of the algorithm would still be verified with the key.
func (v *Verifier) trusts(k *key, alg string) bool {
	if k == v.secret {
		return true
	}
	return choose(v.keys.current.Load().keys[k.kid], alg) == k
}

// methods are the algorithms that some key may be used with.
var methods = map[string]jwt.SigningMethod{
	"HS256": jwt.SigningMethodHS256,
	"EdDSA": jwt.SigningMethodEdDSA,
	"ES256": jwt.SigningMethodES256,
	"ES512": jwt.SigningMethodES512,
	"RS256": jwt.SigningMethodRS256,
	// The library's own PS256 accepts a salt of any length; RFC 7518, section 3.5
	// requires exactly one.
	"PS256": &jwt.SigningMethodRSAPSS{
		SigningMethodRSA: jwt.SigningMethodPS256.SigningMethodRSA,
		Options:          jwt.SigningMethodPS256.Options,
	},
}

// key returns the one key that may have signed a token with header h, and its
// terms. An algorithm never reaches a key of the other kind.
func (v *Verifier) key(ctx context.Context, h header) (*key, terms, error) {
	switch {
	case methods[h.alg] == nil:
		return nil, terms{}, refuse(badAlgorithm, "alg %s is not accepted", quote(h.alg))
	case h.alg == "HS256" && v.secret == nil:
		return nil, terms{}, refuse(badAlgorithm, "alg HS256 is not accepted: no shared secret is set")
	case h.alg == "HS256":
		return v.secret, v.secretTerms, nil
	case v.keys == nil:
		return nil, terms{}, refuse(badAlgorithm, "alg %s is not accepted: the key set is off", h.alg)
	case h.kid == "":
		return nil, terms{}, refuse(unknownKey, "no kid in the header: a key of the key set must be named")
	}
	keys, err := v.keys.find(ctx, h.kid)
	if err != nil {
		return nil, terms{}, err
	}
	if k := choose(keys, h.alg); k != nil {
		return k, v.keySetTerms, nil
	}
	if fault := keys[len(keys)-1].fault; fault != "" {
		return nil, terms{}, refuse(unknownKey, "key %s of the key set is not used: %s", quote(h.kid), fault)
	}
	return nil, terms{}, refuse(badAlgorithm, "key %s is not for alg %s", quote(h.kid), h.alg)
}
