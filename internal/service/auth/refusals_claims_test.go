package auth_test

import (
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// claimRefusals are signed well, by the key set or by the secret, and say what
// they must not.
func claimRefusals() []refusal {
	raw := func(payload string) []string {
		return bearer(sign(jwt.SigningMethodEdDSA, signers()["ed"], `{"alg":"EdDSA","kid":"ed"}`, payload))
	}
	with := func(more object) []string { return raw(goodClaims.with(more).String()) }
	bySecret := func(claims object) []string { return bearer(signHS256(`{"alg":"HS256"}`, claims.String())) }
	const (
		noSubject    = "no subject: no sub, no user_id, no id"
		notOurs      = `aud "\"https://other.test\"" has none of ["other" "https://app.test"]`
		cookie       = `aud "\"better-auth:session-cache\"" has none of ["other" "https://app.test"]`
		milliseconds = "exp is not between 1970 and 9999 (in seconds, not milliseconds)"
	)
	lives := object{"iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	return []refusal{
		{"no claims", "", raw(`[]`), "the claims set is not a JSON object", isMalformed},
		{"claims and more", "", raw(goodClaims.String() + "{}"), "the claims set is not JSON", isMalformed},
		{"sub twice", "", raw(`{"sub":"u1","sub":"u2","exp":4102444800}`), `the claims set has "sub" twice`, isMalformed},
		{"exp twice", "", raw(`{"sub":"u1","exp":1,"exp":4102444800}`), `the claims set has "exp" twice`, isMalformed},
		{"iss twice, once escaped", "", raw(`{"iss":"x","\u0069ss":"https://app.test"}`), `the claims set has "iss" twice`, isMalformed},
		{"no exp", "", with(object{"exp": absent}), "no exp", hasBadTimes},
		{"exp a string", "", with(object{"exp": "4102444800"}), "exp is not a number", hasBadTimes},
		{"exp null", "", with(object{"exp": nil}), "exp is not a number", hasBadTimes},
		{"exp in milliseconds", "", with(object{"exp": now.UnixMilli()}), milliseconds, hasBadTimes},
		{"exp without end", "", with(object{"exp": 1e300}), milliseconds, hasBadTimes},
		{"expired", "", with(object{"exp": at(-10 * time.Second)}), "token expired at 2026-03-04T05:05:57Z", " expired"},
		{"not yet valid", "", with(object{"nbf": at(11 * time.Second)}), "token is not valid before 2026-03-04T05:06:18Z (nbf)", " is not valid yet"},
		{"issued later", "", with(object{"iat": at(time.Hour)}), "token is not valid before 2026-03-04T06:06:07Z (iat)", " is not valid yet"},
		{"no issuer", "", with(object{"iss": absent}), "no iss", isForeign},
		{"another issuer", "", with(object{"iss": "https://evil.test"}), `iss "https://evil.test" is not one of ["https://app.test"]`, isForeign},
		{"an issuer that begins alike", "", with(object{"iss": origin + ".evil.test"}), `iss "https://app.test.evil.test" is not one of ["https://app.test"]`, isForeign},
		{"issuers in a list", "", with(object{"iss": []string{origin}}), "iss is not a string", isForeign},
		{"no audience", "", with(object{"aud": absent}), "no aud", isForeign},
		{"another audience", "", with(object{"aud": "https://other.test"}), notOurs, isForeign},
		{"an audience that is a number", "", with(object{"aud": []any{1, origin}}), "aud is not a string", isForeign},
		{"the session cookie without its typ", "", with(object{"aud": "better-auth:session-cache"}), cookie, isForeign},
		{"the session cookie by the secret", "", bySecret(lives.with(object{"session": object{"id": "s1", "userId": "u1"}, "user": object{"id": "u1"}})), noSubject, hasNoSubject},
		{"the e-mail verification token", "", bySecret(lives.with(object{"email": "u1@app.test", "userId": "u1"})), noSubject, hasNoSubject},
		{"no sub", "", with(object{"sub": absent, "id": "u1"}), "no subject: no sub", hasNoSubject},
		{"sub a number", "", with(object{"sub": 1}), "the subject (sub) is not a string", hasNoSubject},
		{"sub empty", "", with(object{"sub": ""}), "the subject (sub) is empty", hasNoSubject},
		{"sub empty, and an id", "", bySecret(lives.with(object{"sub": "", "id": "u1"})), "the subject (sub) is empty", hasNoSubject},
		{"sub of 256 characters", "", with(object{"sub": strings.Repeat("ä", 256)}), "the subject (sub) is longer than 255 characters", hasNoSubject},
		{"sub with NUL", "", with(object{"sub": "u1\x00"}), "the subject (sub) has a NUL", hasNoSubject},
		{"sub with half a character", "", raw(strings.Replace(goodClaims.String(), `"u1"`, `"u\ud83d"`, 1)), "the subject (sub) has an unpaired surrogate", hasNoSubject},
	}
}
