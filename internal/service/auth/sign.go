package auth

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Claims are those of a signed token. An empty Issuer or Audience is omitted.
type Claims struct{ Subject, Issuer, Audience string }

// Sign returns a token that is valid from now for ttl, signed with the shared
// secret (HS256, RFC 7518, section 3.2). It returns an error when a Verifier
// would not take such a token.
func Sign(secret string, c Claims, ttl time.Duration, now time.Time) (string, error) {
	if len(secret) < MinSecret {
		return "", fmt.Errorf("sign token: the shared secret has %d bytes, want at least %d", len(secret), MinSecret)
	}
	if err := viewer.CheckID(c.Subject); err != nil {
		return "", fmt.Errorf("sign token: the subject %w", err)
	}
	if ttl < time.Second {
		return "", errors.New("sign token: the time to live is under a second")
	}
	registered := jwt.RegisteredClaims{
		Subject:   c.Subject,
		Issuer:    c.Issuer,
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	}
	if c.Audience != "" {
		registered.Audience = jwt.ClaimStrings{c.Audience}
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, registered).SignedString([]byte(secret))
}
