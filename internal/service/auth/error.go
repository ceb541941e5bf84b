package auth

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrNoKeys is the error of a token that needs the key set before any was fetched: the
// token may be valid. It wraps its cause, for the log.
var ErrNoKeys = errors.New("no key set was ever fetched")

// Error is why a request carries no viewer. Neither text holds the token.
type Error struct {
	// Reason is the precise cause, for the log.
	Reason string
	// Description is the error_description of RFC 6750, section 3: short,
	// public, of the characters allowed there. It is empty when no bearer token
	// was presented.
	Description string
}

// Error returns the Reason.
func (e *Error) Error() string { return e.Reason }

// Descriptions. They name no key, no claim's value and no setting.
const (
	malformed    = "The access token is malformed"
	badHeader    = "The access token has an unacceptable header"
	badAlgorithm = "The access token is signed with an unacceptable algorithm"
	unknownKey   = "The access token is signed with an unknown key"
	badSignature = "The access token's signature is invalid"
	badTimes     = "The access token's lifetime is invalid"
	expired      = "The access token expired"
	early        = "The access token is not valid yet"
	badOrigin    = "The access token was not issued for this service"
	badSubject   = "The access token has no valid subject"
)

func refuse(description, format string, args ...any) error {
	return &Error{Reason: fmt.Sprintf(format, args...), Description: description}
}

// quote makes text of a client safe for a log line.
func quote(s string) string {
	const most = 64
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

// Challenge returns the WWW-Authenticate value of a 401 for err, as RFC 6750,
// section 3 has it: a bare scheme when no bearer token was presented (or err is
// nil), else the error code invalid_token. Section 3.1 keeps invalid_request
// for a 400; a malformed header is a 401 here, so it is invalid_token too.
func Challenge(err error) string {
	if err == nil {
		return "Bearer"
	}
	var e *Error
	if !errors.As(err, &e) {
		return `Bearer error="invalid_token"`
	}
	if e.Description == "" {
		return "Bearer"
	}
	return `Bearer error="invalid_token", error_description="` + e.Description + `"`
}
