package server

import (
	"net/http"
	"strconv"
	"strings"
)

// acceptsGzip says whether the client accepts gzip and does not prefer the identity (RFC
// 9110, section 12.5.3). A malformed header accepts nothing.
func acceptsGzip(h http.Header) bool {
	const unsaid = -1
	gzip, identity, others := unsaid, unsaid, unsaid
	for element := range strings.SplitSeq(strings.Join(h["Accept-Encoding"], ","), ",") {
		element = strings.Trim(element, " \t")
		if element == "" { // a list may have such
			continue
		}
		coding, weight, ok := parseCoding(element)
		if !ok {
			return false
		}
		switch strings.ToLower(coding) {
		case "gzip", "x-gzip":
			gzip = weight
		case "identity":
			identity = weight
		case "*":
			others = weight
		}
	}
	if gzip == unsaid {
		gzip = others
	}
	if identity == unsaid {
		identity = others
	}
	return gzip > 0 && gzip >= identity
}

// parseCoding parses an element of the list: a coding, and its weight in thousandths.
func parseCoding(element string) (coding string, weight int, ok bool) {
	coding, parameter, weighted := strings.Cut(element, ";")
	if !weighted {
		return coding, 1000, isToken(coding)
	}
	coding = strings.TrimRight(coding, " \t")
	name, value, _ := strings.Cut(strings.TrimLeft(parameter, " \t"), "=")
	whole, fraction, _ := strings.Cut(value, ".")
	if !isToken(coding) || !strings.EqualFold(name, "q") || len(whole) != 1 || len(fraction) > 3 {
		return "", 0, false
	}
	thousandths, err := strconv.ParseUint((whole + fraction + "000")[:4], 10, 16)
	return coding, int(thousandths), err == nil && thousandths <= 1000
}

// isToken says whether s is what RFC 9110 calls a token (section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
