package auth

import (
	"encoding/base64"
	"strings"
)

// The header is the only JSON of a client without a key that is read, so it must cost less
// than a valid token. That of Better Auth has 2 members in 70 characters of base64url, and
// RFC 7515 defines 11.
const (
	maxHeader  = 1 << 10
	maxMembers = 16
)

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

// compact is a token cut at its dots.
type compact struct {
	header, payload, signature string
	signed                     string // header and payload, with their dot
}

// cut refuses what is too large or does not have the form of a token. It is cheap, so it
// comes first.
func cut(token string) (compact, error) {
	if len(token) > MaxToken {
		return compact{}, tooLong(token)
	}
	if n := strings.Count(token, ".") + 1; n != 3 {
		return compact{}, refuse(malformed, "not a signed JWT: %d segment(s), want 3", n)
	}
	var c compact
	c.header, c.payload, _ = strings.Cut(token, ".")
	c.payload, c.signature, _ = strings.Cut(c.payload, ".")
	c.signed = token[:len(c.header)+1+len(c.payload)]
	if n := len(c.header); n > maxHeader {
		return compact{}, refuse(badHeader, "the header has %d characters, want at most %d", n, maxHeader)
	}
	return c, nil
}

// parse refuses anything but a JWS with an acceptable header.
func parse(c compact) (token, error) {
	var decoded [3][]byte
	for i, part := range []struct{ name, text string }{
		{"header", c.header}, {"payload", c.payload}, {"signature", c.signature},
	} {
		// Checked here because Go's base64 decoder skips line breaks.
		for at := range len(part.text) {
			if !isBase64URL(part.text[at]) {
				return token{}, refuse(malformed, "byte %d of the %s is not base64url without padding", at, part.name)
			}
		}
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part.text); err != nil {
			return token{}, refuse(malformed, "the %s is not base64url", part.name)
		}
	}
	h, err := parseHeader(decoded[0])
	if err != nil {
		return token{}, err
	}
	return token{h, decoded[1], decoded[2], c.signed}, nil
}

// refusedHeaders name extensions that must be understood, or bring or fetch their own key
// (RFC 7515, section 4.1; RFC 8725, section 3.10). No extension is supported, and no key
// is taken from a token.
var refusedHeaders = []string{"crit", "jwk", "jku", "x5u", "x5c"}

func parseHeader(data []byte) (header, error) {
	m, err := members(data, maxMembers)
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
