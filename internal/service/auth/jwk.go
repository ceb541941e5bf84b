package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/MicahParks/jwkset"
)

// key is the shared secret, or one key of the set that has a kid. It never
// changes, so that the same pointer means the same key.
type key struct {
	kid      string
	verifies any // a public key, or the bytes of the secret
	// algs are the algorithms that the key may be used with.
	algs []string
	// fault says why the key is not used; verifies and algs are then empty. The key is
	// kept so that a refusal can give the reason, and so that its kid is not unknown.
	fault string
}

// choose returns the key among those of one kid with which a token of alg is
// verified: the first that is for it, or nil.
func choose(keys []*key, alg string) *key {
	for _, k := range keys {
		if slices.Contains(k.algs, alg) {
			return k
		}
	}
	return nil
}

// same reports whether two keys verify the same tokens.
func (k *key) same(other *key) bool {
	public, _ := k.verifies.(interface{ Equal(crypto.PublicKey) bool })
	return k.kid == other.kid && k.fault == other.fault && slices.Equal(k.algs, other.algs) &&
		(public == nil || public.Equal(other.verifies))
}

// keep replaces keys of the set by equal keys of old, so that their pointers stay, and
// reports whether both sets are the same.
func keep(old, now map[string][]*key) bool {
	same := len(old) == len(now)
	for kid, keys := range now {
		same = same && len(keys) == len(old[kid])
		for i, k := range keys {
			at := slices.IndexFunc(old[kid], k.same)
			if at >= 0 {
				keys[i] = old[kid][at]
			}
			same = same && at == i
		}
	}
	return same
}

// parseKeySet returns the keys of a JWK Set (RFC 7517, section 5) by kid. A kid
// may name several keys (section 4.5). An unusable key does no harm to the others. A key
// without a kid is omitted, because no token can name it.
func parseKeySet(data []byte) (map[string][]*key, error) {
	var set struct {
		Keys *[]json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return nil, errors.New("not a JWK Set: not a JSON object with an array of keys")
	}
	if set.Keys == nil {
		return nil, errors.New("not a JWK Set: no keys member")
	}
	keys := make(map[string][]*key)
	for _, raw := range *set.Keys {
		var jwk jwkset.JWKMarshal
		err := json.Unmarshal(raw, &jwk)
		if jwk.KID != "" {
			keys[jwk.KID] = append(keys[jwk.KID], newKey(jwk, err))
		}
	}
	return keys, nil
}

func newKey(jwk jwkset.JWKMarshal, err error) *key {
	k := &key{kid: jwk.KID}
	if err == nil {
		k.verifies, k.algs, err = publicKey(jwk)
	}
	if err != nil {
		k.fault = err.Error()
	}
	return k
}

// publicKey returns the public key of jwk and the algorithms for which its
// type, its curve and its own words (use, key_ops, alg) allow it.
func publicKey(jwk jwkset.JWKMarshal) (any, []string, error) {
	if jwk.USE != "" && jwk.USE != jwkset.UseSig {
		return nil, nil, fmt.Errorf("its use is %s", quote(string(jwk.USE)))
	}
	if len(jwk.KEYOPS) > 0 && !slices.Contains(jwk.KEYOPS, jwkset.KeyOpsVerify) {
		return nil, nil, errors.New("its key_ops do not have verify")
	}
	if jwk.KTY == jwkset.KtyOct {
		return nil, nil, errors.New("oct keys are ignored")
	}
	// Only the members of a public key are passed on, so that a private key or a
	// certificate in the set is not even parsed.
	parsed, err := jwkset.NewJWKFromMarshal(jwkset.JWKMarshal{
		KTY: jwk.KTY, CRV: jwk.CRV, X: jwk.X, Y: jwk.Y, N: jwk.N, E: jwk.E,
	}, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{})
	if err != nil {
		return nil, nil, fmt.Errorf("parse key: %w", err)
	}
	algs, err := fitting(parsed.Key())
	if err != nil {
		return nil, nil, err
	}
	if alg := string(jwk.ALG); alg != "" {
		if !slices.Contains(algs, alg) {
			return nil, nil, fmt.Errorf("its alg %s is not one of %v", quote(alg), algs)
		}
		algs = []string{alg}
	}
	return parsed.Key(), algs, nil
}

// fitting returns the algorithms of the key's type and curve (RFC 7518, section
// 3; RFC 8037, section 3.1).
func fitting(public any) ([]string, error) {
	switch k := public.(type) {
	case ed25519.PublicKey:
		return []string{"EdDSA"}, nil
	case *ecdsa.PublicKey:
		switch curve := k.Params().Name; curve {
		case "P-256":
			return []string{"ES256"}, nil
		case "P-521":
			return []string{"ES512"}, nil
		default:
			return nil, fmt.Errorf("no algorithm for the curve %s", curve)
		}
	case *rsa.PublicKey:
		if bits := k.N.BitLen(); bits < 2048 {
			return nil, fmt.Errorf("an RSA key of %d bits, want at least 2048", bits)
		}
		return []string{"RS256", "PS256"}, nil
	}
	return nil, fmt.Errorf("no algorithm for a %T", public)
}
