package auth

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Sign returns a token for the subject sub that is valid from now for ttl,
// signed with the shared secret (HS256, RFC 7518, section 3.2). It returns an
// error when a Verifier would not take such a token.
func Sign(secret, sub string, ttl time.Duration, now time.Time) (string, error) {
	if len(secret) < MinSecret {
		return "", fmt.Errorf("sign token: the shared secret has %d bytes, want at least %d", len(secret), MinSecret)
	}
	if err := checkSubject(sub); err != nil {
		return "", fmt.Errorf("sign token: the subject %w", err)
	}
	if ttl < time.Second {
		return "", errors.New("sign token: the time to live is under a second")
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{
		Subject:   sub,
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	}).SignedString([]byte(secret))
}
