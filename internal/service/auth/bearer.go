package auth

import (
	"net/http"
	"strings"
)

// MaxToken is the length in bytes above which a token is refused unread.
const MaxToken = 8 << 10

// BearerToken returns the token of the Authorization header, as RFC 6750,
// section 2.1 and RFC 9110, section 11.4 have it, save that exactly one space
// stands between scheme and token. A nil error means a well-formed token, not a valid
// one. Otherwise the error is an *Error, and present says whether the client tried: it is
// false without credentials, or with credentials of another scheme.
func BearerToken(h http.Header) (token string, present bool, err error) {
	values := h["Authorization"]
	switch {
	case len(values) == 0:
		return "", false, refuse("", "no Authorization header")
	case len(values) > 1:
		return "", true, refuse(malformed, "%d Authorization headers", len(values))
	case values[0] == "":
		return "", false, refuse("", "the Authorization header is empty")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		// The message does not name the scheme: it may be a token without its scheme.
		return "", false, refuse("", "the Authorization header is not of the Bearer scheme")
	case token == "":
		return "", true, refuse(malformed, "the Authorization header has no token after Bearer")
	case len(token) > MaxToken:
		return "", true, tooLong(token)
	case !isB64Token(token):
		return "", true, refuse(malformed, "what follows Bearer is not one b64token")
	}
	return token, true, nil
}

func tooLong(token string) error {
	return refuse(malformed, "the token has %d bytes, want at most %d", len(token), MaxToken)
}

// b64Token has the characters of a b64token but for the padding.
var b64Token = func() (is [256]bool) {
	for c := range 256 {
		is[c] = isBase64URL(byte(c)) || strings.IndexByte(".~+/", byte(c)) >= 0
	}
	return is
}()

// isB64Token reports whether s is a b64token of RFC 6750, section 2.1.
func isB64Token(s string) bool {
	s = strings.TrimRight(s, "=")
	for i := range len(s) {
		if !b64Token[s[i]] {
			return false
		}
	}
	return s != ""
}

func isBase64URL(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}
