package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

func at(d time.Duration) float64 { return float64(now.Add(d).UnixMilli()) / 1000 }

func TestVerifyTimes(t *testing.T) {
	v := newVerifier(t, "", nil)
	for _, tc := range []struct {
		name string
		more object
		want string
	}{
		{"exp within leeway", object{"exp": at(-9 * time.Second)}, ""},
		{"exp with a fraction", object{"exp": at(-9999 * time.Millisecond)}, ""},
		{"exp at the end of leeway", object{"exp": at(-10 * time.Second)}, "token expired at 2026-03-04T05:05:57Z"},
		{"exp long ago", object{"exp": 0}, "token expired at 1970-01-01T00:00:00Z"},
		{"no exp", object{"exp": absent}, "no exp"},
		{"exp is null", object{"exp": nil}, "exp is not a number"},
		{"exp is a string", object{"exp": "1893456000"}, "exp is not a number"},
		{"exp in milliseconds", object{"exp": now.UnixMilli()}, "exp is not between 1970 and 9999 (in seconds, not milliseconds)"},
		{"exp is negative", object{"exp": -1}, "exp is not between 1970 and 9999 (in seconds, not milliseconds)"},
		{"nbf within leeway", object{"nbf": at(10 * time.Second)}, ""},
		{"nbf beyond leeway", object{"nbf": at(11 * time.Second)}, "token is not valid before 2026-03-04T05:06:18Z (nbf)"},
		{"nbf is a string", object{"nbf": "now"}, "nbf is not a number"},
		{"nbf is null", object{"nbf": nil}, "nbf is not a number"},
		{"no iat", object{"iat": absent}, ""},
		{"iat within leeway", object{"iat": at(10 * time.Second)}, ""},
		{"iat beyond leeway", object{"iat": at(11 * time.Second)}, "token is not valid before 2026-03-04T05:06:18Z (iat)"},
		{"iat is an object", object{"iat": object{}}, "iat is not a number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token := signHS256(`{"alg":"HS256"}`, goodClaims.with(tc.more).String())
			if tc.want == "" {
				wantViewer(t, v, token, goodViewer)
				return
			}
			wantRefusal(t, v, token, tc.want)
		})
	}
	t.Run("exp out of a number's range", func(t *testing.T) {
		wantRefusal(t, v, signHS256(`{"alg":"HS256"}`, `{"sub":"u1","exp":1e999}`), "exp is not a number")
	})
}

func TestVerifyOrigin(t *testing.T) {
	url := newAuthServer(t, allKeys()).URL
	plain := newVerifier(t, url, nil)
	strict := newVerifier(t, url, func(c *auth.Config) {
		c.SecretIssuers, c.SecretAudiences = []string{origin}, []string{"other", origin}
	})
	for _, tc := range []struct {
		name string
		more object
		want string
	}{
		{"aud is a list", object{"aud": []string{"x", origin}}, ""},
		{"aud is another one of ours", object{"aud": origin}, ""},
		{"no iss", object{"iss": absent}, "no iss"},
		{"iss of another", object{"iss": "https://evil.test"}, `iss "https://evil.test" is not one of ["https://app.test"]`},
		{"iss with a slash", object{"iss": origin + "/"}, `iss "https://app.test/" is not one of ["https://app.test"]`},
		{"iss in another case", object{"iss": "https://APP.test"}, `iss "https://APP.test" is not one of ["https://app.test"]`},
		{"iss is a list", object{"iss": []string{origin}}, "iss is not a string"},
		{"no aud", object{"aud": absent}, "no aud"},
		{"aud of a session cookie", object{"aud": "better-auth:session-cache"}, `aud "\"better-auth:session-cache\"" has none of ["other" "https://app.test"]`},
		{"aud is an empty list", object{"aud": []string{}}, `aud "[]" has none of ["other" "https://app.test"]`},
		{"aud is null", object{"aud": nil}, "aud is not a string"},
		{"aud has a number", object{"aud": []any{origin, 1}}, "aud is not a string"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			claims := goodClaims.with(tc.more)
			bySet, bySecret := signWith("ed", "EdDSA", "ed", claims), signHS256(`{"alg":"HS256"}`, claims.String())
			wantViewer(t, plain, bySecret, goodViewer) // looked at only where asked for
			if tc.want == "" {
				wantViewer(t, plain, bySet, goodViewer)
				wantViewer(t, strict, bySecret, goodViewer)
				return
			}
			wantRefusal(t, plain, bySet, tc.want)
			wantRefusal(t, strict, bySecret, tc.want)
		})
	}
}

func TestVerifySubject(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	const noSub = "no subject: no sub, no user_id, no id"
	long := strings.Repeat("ä", 255)
	for _, tc := range []struct{ name, claims, id, bySecret, bySet string }{
		{"sub", `"sub":"u1"`, "u1", "", ""},
		{"sub between white space", ` "sub" : "u1" `, "u1", "", ""},
		{"sub of one digit", `"sub":"1"`, "1", "", ""},
		{"sub of 255 characters", `"sub":"` + long + `"`, long, "", ""},
		{"sub with a surrogate pair", `"sub":"\ud83d\ude00\\ud83d"`, `😀\ud83d`, "", ""},
		{"sub before user_id and id", `"id":"u3","user_id":"u2","sub":"u1"`, "u1", "", ""},
		{"user_id before id", `"id":"u3","user_id":"u2"`, "u2", "", "no subject: no sub"},
		{"id", `"id":"u3"`, "u3", "", "no subject: no sub"},
		{"no subject", `"email":"u1@app.test"`, "", noSub, "no subject: no sub"},
		{"Sub", `"Sub":"u1","SUB":"u1"`, "", noSub, "no subject: no sub"},
		{"sub of 256 characters", `"sub":"` + long + `x"`, "", "the subject (sub) is longer than 255 characters", ""},
		{"empty sub", `"sub":"","user_id":"u2"`, "", "the subject (sub) is empty", ""},
		{"the subject (sub) is null", `"sub":null,"user_id":"u2"`, "", "the subject (sub) is not a string", ""},
		{"the subject (sub) is a number", `"sub":1,"id":"u3"`, "", "the subject (sub) is not a string", ""},
		{"the subject (sub) is a list", `"sub":["u1"]`, "", "the subject (sub) is not a string", ""},
		{"sub with a NUL", `"sub":"u\u0000"`, "", "the subject (sub) has a NUL", ""},
		{"sub with half a pair", `"sub":"u\ud83d"`, "", "the subject (sub) has an unpaired surrogate", ""},
		{"sub with the other half", `"sub":"\ude00u"`, "", "the subject (sub) has an unpaired surrogate", ""},
		{"sub with two first halves", `"sub":"\ud83d\ud83d\ude00"`, "", "the subject (sub) has an unpaired surrogate", ""},
		{"sub not in UTF-8", "\"sub\":\"u\xff\"", "", "the claims set is not UTF-8", ""},
		{"sub twice", `"sub":"u1","sub":"u1"`, "", `the claims set has "sub" twice`, ""},
		{"sub twice, once escaped", `"sub":"u1","s\u0075b":"u2"`, "", `the claims set has "sub" twice`, ""},
		{"another claim twice", `"sub":"u1","x":1,"x":1`, "", `the claims set has "x" twice`, ""},
		{"the subject (user_id) is a number", `"user_id":2,"id":"u3"`, "", "the subject (user_id) is not a string", "no subject: no sub"},
		{"claims are no JSON", `"sub":u1`, "", "the claims set is not JSON", ""},
		{"e-mail verification of Better Auth", `"email":"u1@app.test","userId":"u1"`, "", noSub, "no subject: no sub"},
		{"session cookie of Better Auth", `"session":{"id":"s1","userId":"u1"},"user":{"id":"u1","sub":"u1"}`, "", noSub, "no subject: no sub"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			payload := "{" + tc.claims + `,"iss":"` + origin + `","aud":"` + origin + `","exp":4102444800}`
			want := viewer.Viewer{ID: tc.id}
			bySecret := signHS256(`{"alg":"HS256"}`, payload)
			bySet := sign(jwt.SigningMethodEdDSA, signers()["ed"], `{"alg":"EdDSA","kid":"ed"}`, payload)
			if tc.bySecret == "" {
				wantViewer(t, v, bySecret, want)
			} else {
				wantRefusal(t, v, bySecret, tc.bySecret)
			}
			switch {
			case tc.bySet != "":
				wantRefusal(t, v, bySet, tc.bySet)
			case tc.bySecret != "":
				wantRefusal(t, v, bySet, tc.bySecret)
			default:
				wantViewer(t, v, bySet, want)
			}
		})
	}
}

func TestVerifyTakesAlong(t *testing.T) {
	v := newVerifier(t, "", nil)
	for _, tc := range []struct {
		name, claims string
		want         viewer.Viewer
	}{
		{"both", `"email":"e","name":"n"`, viewer.Viewer{ID: "u1", Email: "e", Name: "n"}},
		{"neither a string", `"email":1,"name":null`, viewer.Viewer{ID: "u1"}},
		{"a name cut through an emoji", `"email":"e","name":"n\ud83d"`, viewer.Viewer{ID: "u1", Email: "e"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantViewer(t, v, signHS256(`{"alg":"HS256"}`, `{"sub":"u1","exp":4102444800,`+tc.claims+`}`), tc.want)
		})
	}
}
