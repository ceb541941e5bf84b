package auth_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/auth"
)

func TestVerifyRefusesForm(t *testing.T) {
	v := newVerifier(t, "", nil)
	good := signHS256(`{"alg":"HS256"}`, goodClaims.String())
	parts := strings.Split(good, ".")
	// 32 bytes take 43 characters, the last of which has two bits to spare.
	loose := good[:len(good)-1] + string(good[len(good)-1]+1)
	for _, tc := range []struct{ name, token, want string }{
		{"empty", "", "not a signed JWT: 1 segment(s), want 3"},
		{"opaque session token", "q7Xp2mV9bT4kR8sN1cW6yZ3dF5gH0jLe", "not a signed JWT: 1 segment(s), want 3"},
		{"signed session token", "q7Xp2mV9bT4kR8sN.b64signature", "not a signed JWT: 2 segment(s), want 3"},
		{"encrypted", "a.b.c.d.e", "not a signed JWT: 5 segment(s), want 3"},
		{"a fourth segment", good + ".", "not a signed JWT: 4 segment(s), want 3"},
		{"too long", strings.Repeat("!", auth.MaxToken+1), "the token has 8193 bytes, want at most 8192"},
		{"padding", parts[0] + "=." + parts[1] + "." + parts[2], "byte 20 of the header is not base64url without padding"},
		{"line break", good[:10] + "\n" + good[10:], "byte 10 of the header is not base64url without padding"},
		{"plain base64", "+" + good, "byte 0 of the header is not base64url without padding"},
		{"white space", " " + good, "byte 0 of the header is not base64url without padding"},
		{"trailing bits", loose, "the signature is not base64url"},
		{"impossible length", parts[0] + ".AAAAA." + parts[2], "the payload is not base64url"},
		{"empty segments", "..", "the header is not JSON"},
		{"header is no JSON", signHS256(`{"alg":"HS256"`, "{}"), "the header is not JSON"},
		{"header and more", signHS256(`{"alg":"HS256"}{}`, "{}"), "the header is not JSON"},
		{"header is a list", signHS256(`["HS256"]`, "{}"), "the header is not a JSON object"},
		{"header is null", signHS256(`null`, "{}"), "the header is not a JSON object"},
		{"header is not UTF-8", signHS256("{\"alg\":\"HS256\",\"x\":\"\xff\"}", "{}"), "the header is not UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) { wantRefusal(t, v, tc.token, tc.want) })
	}
	t.Run("as long as allowed", func(t *testing.T) {
		fill := strings.Repeat("x", 5900)
		token := signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"fill": fill}).String())
		fill += strings.Repeat("x", (auth.MaxToken-len(token))*3/4)
		token = signHS256(`{"alg":"HS256"}`, goodClaims.with(object{"fill": fill}).String())
		if len(token) < auth.MaxToken-2 || len(token) > auth.MaxToken {
			t.Fatalf("the token has %d bytes, want about %d", len(token), auth.MaxToken)
		}
		wantViewer(t, v, token, goodViewer)
	})
}

func TestVerifyHeader(t *testing.T) {
	v := newVerifier(t, "", nil)
	for _, tc := range []struct{ name, header, want string }{
		{"typ JWT", `{"alg":"HS256","typ":"JWT"}`, ""},
		{"typ in another case", `{"alg":"HS256","typ":"jwt"}`, ""},
		{"typ of an access token", `{"alg":"HS256","typ":"at+jwt"}`, ""},
		{"typ as a media type", `{"alg":"HS256","typ":"application/AT+JWT"}`, ""},
		{"a header of no meaning here", `{"alg":"HS256","x5t":"AA","cty":"x","nested":{"a":1,"a":2}}`, ""},
		{"alg none", `{"alg":"none"}`, `alg "none" is not accepted`},
		{"alg None", `{"alg":"None"}`, `alg "None" is not accepted`},
		{"alg in lower case", `{"alg":"hs256"}`, `alg "hs256" is not accepted`},
		{"no alg", `{"typ":"JWT"}`, "no alg in the header"},
		{"empty alg", `{"alg":""}`, "no alg in the header"},
		{"alg is a number", `{"alg":256}`, "alg in the header is not a string"},
		{"alg is null", `{"alg":null}`, "alg in the header is not a string"},
		{"long alg", `{"alg":"` + strings.Repeat("é", 40) + `"}`, `alg "` + strings.Repeat(`\u00e9`, 32) + `"… is not accepted`},
		{"kid is a number", `{"alg":"HS256","kid":1}`, "kid in the header is not a string"},
		{"typ of a session cookie", `{"alg":"HS256","typ":"better-auth.session-cache+jwt"}`, `typ "better-auth.session-cache+jwt" is not accepted`},
		{"typ of an ID token's kind", `{"alg":"HS256","typ":"application/id+jwt"}`, `typ "application/id+jwt" is not accepted`},
		{"empty typ", `{"alg":"HS256","typ":""}`, `typ "" is not accepted`},
		{"typ is null", `{"alg":"HS256","typ":null}`, "typ in the header is not a string"},
		{"crit", `{"alg":"HS256","crit":["b64"],"b64":false}`, "crit in the header"},
		{"empty crit", `{"alg":"HS256","crit":[]}`, "crit in the header"},
		{"jwk", `{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}`, "jwk in the header"},
		{"jku", `{"alg":"HS256","jku":"https://evil.test"}`, "jku in the header"},
		{"x5u", `{"alg":"HS256","x5u":"https://evil.test"}`, "x5u in the header"},
		{"x5c", `{"alg":"HS256","x5c":null}`, "x5c in the header"},
		{"alg twice", `{"alg":"HS256","alg":"HS256"}`, `the header has "alg" twice`},
		{"alg twice, once escaped", `{"alg":"HS256","\u0061lg":"none"}`, `the header has "alg" twice`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token := signHS256(tc.header, goodClaims.String())
			if tc.want == "" {
				wantViewer(t, v, token, goodViewer)
				return
			}
			wantRefusal(t, v, token, tc.want)
		})
	}
}
