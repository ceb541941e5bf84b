package auth_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

const (
	isMalformed  = " is malformed"
	hasBadHeader = " has an unacceptable header"
	hasBadAlg    = " is signed with an unacceptable algorithm"
	hasNoKey     = " is signed with an unknown key"
	hasBadSig    = "'s signature is invalid"
	hasBadTimes  = "'s lifetime is invalid"
	isForeign    = " was not issued for this service"
	hasNoSubject = " has no valid subject"
)

// refusals are what attackers and mistakes send, in the order in which a token
// is looked at.
func refusals() []refusal {
	cases := headerRefusals()
	for _, more := range [][]refusal{formRefusals(), joseRefusals(), keyRefusals(), signatureRefusals(), claimRefusals()} {
		cases = append(cases, more...)
	}
	return cases
}

func bearer(token string) []string { return []string{"Bearer " + token} }

func headerRefusals() []refusal {
	good := signHS256(`{"alg":"HS256"}`, goodClaims.String())
	const scheme, notOne = "the Authorization header is not of the Bearer scheme", "what follows Bearer is not one b64token"
	return []refusal{
		{"no header", "", nil, "no Authorization header", ""},
		{"empty", "", []string{""}, "the Authorization header is empty", ""},
		{"Basic", "", []string{"Basic YW5uOmFubg=="}, scheme, ""},
		{"Digest", "", []string{`Digest username="ann"`}, scheme, ""},
		{"the token alone", "", []string{good}, scheme, ""},
		{"a tab after Bearer", "", []string{"Bearer\t" + good}, scheme, ""},
		{"two headers", "", []string{"Bearer " + good, "Bearer " + good}, "2 Authorization headers", isMalformed},
		{"Basic, and a good one", "", []string{"Basic YW5uOmFubg==", "Bearer " + good}, "2 Authorization headers", isMalformed},
		{"Bearer alone", "", []string{"Bearer"}, "the Authorization header has no token after Bearer", isMalformed},
		{"Bearer and a space", "", []string{"Bearer "}, "the Authorization header has no token after Bearer", isMalformed},
		{"two spaces", "", []string{"Bearer  " + good}, notOne, isMalformed},
		{"a space behind", "", []string{"Bearer " + good + " "}, notOne, isMalformed},
		{"a space within", "", bearer(good[:50] + " " + good[50:]), notOne, isMalformed},
		{"a line break within", "", bearer(good[:50] + "\r\n" + good[50:]), notOne, isMalformed},
		{"two tokens", "", bearer(good + ", Bearer " + good), notOne, isMalformed},
		{"quotes", "", bearer(`"` + good + `"`), notOne, isMalformed},
		{"NUL", "", bearer(good + "\x00"), notOne, isMalformed},
		{"the signed cookie value as it was set", "", bearer("q7Xp2mV9bT4kR8sN.SELA%2BWUhv5cAewTe%3D"), notOne, isMalformed},
		{"8 KiB and a byte", "", bearer(strings.Repeat("a", 8193)), "the token has 8193 bytes, want at most 8192", isMalformed},
		{"a megabyte", "", bearer(strings.Repeat("a.", 1<<19)), "the token has 1048576 bytes, want at most 8192", isMalformed},
	}
}

func formRefusals() []refusal {
	good := signHS256(`{"alg":"HS256"}`, goodClaims.String())
	part := strings.Split(good, ".")
	const notBase64 = "byte %d of the %s is not base64url without padding"
	return []refusal{
		{"an opaque session token", "", bearer("q7Xp2mV9bT4kR8sN1cW6yZ3dF5gH0jLe"), "not a signed JWT: 1 segment(s), want 3", isMalformed},
		{"a signed session token", "", bearer("q7Xp2mV9bT4kR8sN.SELA-WUhv5cAewTe"), "not a signed JWT: 2 segment(s), want 3", isMalformed},
		{"the signed cookie value", "", bearer("q7Xp2mV9bT4kR8sN.SELA+WUhv5cAewTe="), "not a signed JWT: 2 segment(s), want 3", isMalformed},
		{"8 KiB", "", bearer(strings.Repeat("a", 8192)), "not a signed JWT: 1 segment(s), want 3", isMalformed},
		{"8 KiB of dots", "", bearer(strings.Repeat(".", 8192)), "not a signed JWT: 8193 segment(s), want 3", isMalformed},
		{"encrypted", "", bearer("a.b.c.d.e"), "not a signed JWT: 5 segment(s), want 3", isMalformed},
		{"a dot behind", "", bearer(good + "."), "not a signed JWT: 4 segment(s), want 3", isMalformed},
		{"a byte behind", "", bearer(good + "A"), "the HS256 signature does not match the key", hasBadSig},
		{"a signature twice", "", bearer(good + part[2]), "the HS256 signature does not match the key", hasBadSig},
		{"padding", "", bearer(good + "="), fmt.Sprintf(notBase64, len(part[2]), "signature"), isMalformed},
		{"padding of the header", "", bearer(part[0] + "=." + part[1] + "." + part[2]), "what follows Bearer is not one b64token", isMalformed},
		{"base64 of the other alphabet", "", bearer("+" + good), fmt.Sprintf(notBase64, 0, "header"), isMalformed},
		{"bits that do not count", "", bearer(good[:len(good)-1] + string(good[len(good)-1]+1)), "the signature is not base64url", isMalformed},
		{"cut", "", bearer(good[:len(good)-20]), "the HS256 signature does not match the key", hasBadSig},
		{"a header of 769 bytes", "", bearer(signHS256(`{"alg":"HS256"`+strings.Repeat(" ", 754)+`}`, goodClaims.String())), "the header has 1026 characters, want at most 1024", hasBadHeader},
		{"a header of 17 members", "", bearer(signHS256(manyMembers(16), goodClaims.String())), "the header has more than 16 members", isMalformed},
		{"a header that is no object", "", bearer(signHS256(`["HS256"]`, goodClaims.String())), "the header is not a JSON object", isMalformed},
	}
}

func joseRefusals() []refusal {
	header := func(header string) []string { return bearer(signHS256(header, goodClaims.String())) }
	cases := []refusal{
		{"an embedded jwk", "", header(`{"alg":"HS256","jwk":{"kty":"oct","k":"AA"}}`), "jwk in the header", hasBadHeader},
		{"jku", "", header(`{"alg":"HS256","jku":"https://evil.test/jwks"}`), "jku in the header", hasBadHeader},
		{"x5u", "", header(`{"alg":"HS256","x5u":"https://evil.test/cert"}`), "x5u in the header", hasBadHeader},
		{"x5c", "", header(`{"alg":"HS256","x5c":["AA"]}`), "x5c in the header", hasBadHeader},
		{"crit", "", header(`{"alg":"HS256","crit":["b64"],"b64":false}`), "crit in the header", hasBadHeader},
		{"alg is a list", "", header(`{"alg":["HS256"]}`), "alg in the header is not a string", hasBadHeader},
		{"alg twice", "", header(`{"alg":"HS256","alg":"none"}`), `the header has "alg" twice`, isMalformed},
		{"no alg", "", header(`{}`), "no alg in the header", hasBadAlg},
		{"alg with a space", "", header(`{"alg":"HS256 "}`), `alg "HS256 " is not accepted`, hasBadAlg},
		{"HS512 with the secret", "", bearer(sign(jwt.SigningMethodHS512, []byte(secret), `{"alg":"HS512"}`, goodClaims.String())), `alg "HS512" is not accepted`, hasBadAlg},
		{"the session cookie by the key set", "", bearer(sign(jwt.SigningMethodEdDSA, signers()["ed"], `{"alg":"EdDSA","kid":"ed","typ":"better-auth.session-cache+jwt"}`, goodClaims.with(object{"aud": "better-auth:session-cache"}).String())), `typ "better-auth.session-cache+jwt" is not accepted`, hasBadHeader},
	}
	for i := range 16 { // none in every case
		alg := []byte("none")
		for bit := range alg {
			if i>>bit&1 == 1 {
				alg[bit] -= 'a' - 'A'
			}
		}
		head := b64([]byte(`{"alg":"`+string(alg)+`","kid":"ed"}`)) + "." + b64([]byte(goodClaims.String())) + "."
		reason := `alg "` + string(alg) + `" is not accepted`
		cases = append(cases,
			refusal{"alg " + string(alg), "", bearer(head), reason, hasBadAlg},
			refusal{"alg " + string(alg) + " and a signature", "", bearer(head + "AAAA"), reason, hasBadAlg})
	}
	return cases
}

func keyRefusals() []refusal {
	by := func(signer, alg, kid string) []string { return bearer(signWith(signer, alg, kid, goodClaims)) }
	cases := []refusal{
		{"HS256 without a secret", "no secret", bearer(signHS256(`{"alg":"HS256"}`, goodClaims.String())), "alg HS256 is not accepted: no shared secret is set", hasBadAlg},
		{"EdDSA without a key set", "no key set", by("ed", "EdDSA", "ed"), "alg EdDSA is not accepted: the key set is off", hasBadAlg},
		{"no kid", "", by("ed", "EdDSA", ""), "no kid in the header: a key of the key set must be named", hasNoKey},
		{"alg that does not fit its key", "", by("rsa", "RS256", "ed"), `key "ed" is not for alg RS256`, hasBadAlg},
		{"alg of the type, and not of the key", "", by("rsa", "PS256", "rs256"), `key "rs256" is not for alg PS256`, hasBadAlg},
		{"a short key", "", by("rsa1024", "RS256", "short"), `key "short" of the key set is not used: an RSA key of 1024 bits, want at least 2048`, hasNoKey},
		{"an oct key", "", by("ed", "EdDSA", "oct"), `key "oct" of the key set is not used: oct keys are ignored`, hasNoKey},
		{"a key set that is broken", "set is broken", by("ed", "EdDSA", "ed"), `no key "ed" in the key set, which is not up to date: fetch key set: status 502`, hasNoKey},
		{"a key set that is slow", "set is slow", by("ed", "EdDSA", "ed"), `no key "ed" in the key set: fetch it: context canceled`, hasNoKey},
	}
	for _, kid := range []string{"unknown", "../../etc/passwd", "/dev/null", "' OR '1'='1", "ed\n", "ED", "http://evil.test/jwks", "%00", "$(id)"} {
		cases = append(cases, refusal{"kid " + kid, "", by("ed", "EdDSA", kid), fmt.Sprintf("no key %q in the key set", kid), hasNoKey})
	}
	return cases
}

func signatureRefusals() []refusal {
	var cases []refusal
	add := func(alg, name, token string) {
		cases = append(cases, refusal{name, "", bearer(token), "the " + alg + " signature does not match the key", hasBadSig})
	}
	for alg, by := range map[string][3]string{
		"EdDSA": {"p256", "ed", "ES256"}, "ES256": {"ed", "p256", "EdDSA"}, "RS256": {"rsaOther", "rs256", "RS256"}, "PS256": {"rsaOther", "ps256", "PS256"},
	} {
		add(alg, "a foreign key with a known kid, "+alg, sign(jwt.GetSigningMethod(by[2]), signers()[by[0]], object{"alg": alg, "kid": by[1]}.String(), goodClaims.String()))
	}
	key := signers()["rsa"].Public().(*rsa.PublicKey)
	der := must(x509.MarshalPKIXPublicKey(key))
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	public := jwk("rsa", "rs256", object{"alg": "RS256"})
	for name, bytes := range map[string][]byte{
		"the public key's PEM":          []byte(text),
		"its PEM without the last line": []byte(strings.TrimSpace(text)),
		"its PKCS #1 PEM":               pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(key)}),
		"its DER":                       der,
		"its JWK":                       []byte(public.String()),
		"its modulus":                   key.N.Bytes(),
		"its modulus as text":           []byte(public["n"].(string)),
		"an empty key":                  {},
		"a zero byte":                   {0},
	} {
		add("HS256", "HS256 signed with "+name, sign(jwt.SigningMethodHS256, bytes, `{"alg":"HS256","kid":"rs256"}`, goodClaims.String()))
	}
	good := signWith("p256", "ES256", "p256", goodClaims)
	head := good[:strings.LastIndexByte(good, '.')+1]
	zero, one := make([]byte, 32), append(make([]byte, 31), 1)
	order := signers()["p256"].Public().(*ecdsa.PublicKey).Params().N.Bytes()
	for name, rs := range map[string][2][]byte{
		"r and s zero": {zero, zero}, "r zero": {zero, one}, "s zero": {one, zero}, "r the order": {order, one}, "s the order": {one, order},
		"a byte too few": {one, one[1:]}, "a byte too many": {one, append([]byte{0}, one...)}, "nothing": {},
	} {
		add("ES256", "ES256 with "+name, head+b64(append(append([]byte{}, rs[0]...), rs[1]...)))
	}
	add("ES256", "ES256 in ASN.1", head+b64(must(ecdsa.SignASN1(rand.Reader, signers()["p256"].(*ecdsa.PrivateKey), make([]byte, 32)))))
	rs := signWith("rsa", "RS256", "rs256", goodClaims)
	head = rs[:strings.LastIndexByte(rs, '.')+1]
	signature := new(big.Int).SetBytes(must(decode(rs)))
	add("RS256", "RS256 and the modulus added", head+b64(signature.Add(signature, key.N).Bytes()))
	add("RS256", "RS256 of zero", head+b64(make([]byte, 256)))
	add("EdDSA", "EdDSA of zero", b64([]byte(`{"alg":"EdDSA","kid":"ed"}`))+"."+b64([]byte(goodClaims.String()))+"."+b64(make([]byte, 64)))
	return cases
}
