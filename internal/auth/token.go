package auth

import (
	"encoding/base64"
	"strings"
)

// maxHeader is how long a header may be, as base64url. It is the only JSON that a
// stranger can have us read; that of Better Auth is a tenth of it.
const maxHeader = 1 << 10

// token is a JWS in its compact form (RFC 7515, section 7.1), taken apart. Its
// payload has not been read: the signature comes first.
type token struct {
	header    header
	payload   []byte
	signature []byte
	signed    string // the text that the signature is of
}

// header is what remains to be known of a JOSE header that parse has accepted.
type header struct {
	alg string
	kid string // empty where there is none
}

// parse refuses what is no compact JWS with an acceptable header. It is not given
// more than MaxToken.
func parse(s string) (token, error) {
	// Checked here because Go's base64 decoder skips line breaks.
	for i := range len(s) {
		if c := s[i]; c != '.' && !isBase64URL(c) {
			return token{}, refuse(malformed, "byte %d is neither base64url without padding nor a dot", i)
		}
	}
	if n := strings.Count(s, ".") + 1; n != 3 {
		return token{}, refuse(malformed, "not a signed JWT: %d segment(s), want 3", n)
	}
	parts := strings.Split(s, ".")
	if len(parts[0]) > maxHeader {
		return token{}, refuse(badHeader, "the header has %d characters, want at most %d", len(parts[0]), maxHeader)
	}
	var decoded [3][]byte
	for i, name := range []string{"header", "payload", "signature"} {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(parts[i]); err != nil {
			return token{}, refuse(malformed, "the %s is not base64url", name)
		}
	}
	h, err := parseHeader(decoded[0])
	if err != nil {
		return token{}, err
	}
	return token{h, decoded[1], decoded[2], s[:len(parts[0])+1+len(parts[1])]}, nil
}

// refusedHeaders say what must be understood, or bring or fetch their own key
// (RFC 7515, section 4.1; RFC 8725, section 3.10). We know no extension and
// take no key from a stranger.
var refusedHeaders = []string{"crit", "jwk", "jku", "x5u", "x5c"}

func parseHeader(data []byte) (header, error) {
	m, err := members(data)
	if err != nil {
		return header{}, refuse(malformed, "the header %v", err)
	}
	for _, name := range refusedHeaders {
		if _, ok := m[name]; ok {
			return header{}, refuse(badHeader, "%s in the header", name)
		}
	}
	var h header
	typ := "JWT"
	for _, field := range []struct {
		name string
		to   *string
	}{{"alg", &h.alg}, {"kid", &h.kid}, {"typ", &typ}} {
		raw, ok := m[field.name]
		if !ok {
			continue
		}
		if *field.to, err = text(raw); err != nil {
			return header{}, refuse(badHeader, "%s in the header %v", field.name, err)
		}
	}
	if h.alg == "" {
		return header{}, refuse(badAlgorithm, "no alg in the header")
	}
	if !isTokenType(typ) {
		return header{}, refuse(badHeader, "typ %s is not accepted", quote(typ))
	}
	return h, nil
}

// isTokenType reports whether typ is that of a JWT or of an access token
// (RFC 9068), as a media type that may omit "application/" (RFC 7515, section
// 4.1.9).
func isTokenType(typ string) bool {
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	return typ == "jwt" || typ == "at+jwt"
}
