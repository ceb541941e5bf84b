package auth_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

// FuzzBearerToken: what is taken for a token stands in the header as it is, and
// a refusal does not tell it.
func FuzzBearerToken(f *testing.F) {
	f.Fuzz(func(t *testing.T, first, second string) {
		h := http.Header{"Authorization": {first}}
		if second != "" {
			h["Authorization"] = append(h["Authorization"], second)
		}
		token, _, err := auth.BearerToken(h)
		if err != nil {
			wantError(t, err)
			return
		}
		if second != "" || len(first) < 7 || first[7:] != token || token == "" || len(token) > auth.MaxToken || strings.ContainsAny(token, " ,\"\r\n") {
			t.Errorf("BearerToken(%q) = %q", h, token)
		}
	})
}

// FuzzHeader holds the reader of JOSE headers against that of encoding/json.
func FuzzHeader(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		alg, kid, err := auth.ParseHeader(data)
		if err != nil {
			wantError(t, err)
			return
		}
		m := object{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%q was taken: %v", data, err)
		}
		if got := countMembers(t, data); got != len(m) {
			t.Errorf("%q was taken, with %d members of %d names", data, got, len(m))
		}
		if _, named := m["kid"]; m["alg"] != alg || alg == "" || named && m["kid"] != kid || !named && kid != "" {
			t.Errorf("%q = alg %q, kid %q", data, alg, kid)
		}
		for _, name := range []string{"crit", "jwk", "jku", "x5u", "x5c"} {
			if _, ok := m[name]; ok {
				t.Errorf("%q was taken", data)
			}
		}
	})
}

// FuzzVerify has tokens of any header, claims and signature, signed or not; what
// is taken must be signed and say what is asked for, and is taken again.
func FuzzVerify(f *testing.F) {
	set := newAuthServer(f, allKeys())
	v := newVerifier(f, set.URL, nil)
	wantViewer(f, v, signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
	f.Fuzz(func(t *testing.T, header, payload, signature []byte, signed bool) {
		token := b64(header) + "." + b64(payload) + "." + b64(signature)
		if signed {
			token = signHS256(string(header), string(payload))
		}
		who, err := v.Verify(t.Context(), token)
		if uncached := v.VerifyUncached(t.Context(), token); (uncached == nil) != (err == nil) {
			t.Errorf("%q: %v, and without the cache %v", token, err, uncached)
		}
		if err != nil {
			wantError(t, err)
			if who != (viewer.Viewer{}) {
				t.Errorf("%q is of %v and refused: %v", token, who, err)
			}
			return
		}
		if again, err := v.Verify(t.Context(), token); err != nil || again != who {
			t.Errorf("%q is of %v, and then of %v, %v", token, who, again, err)
		}
		wantGood(t, payload, who)
		if method := jwt.SigningMethodHS256; method.Verify(token[:strings.LastIndexByte(token, '.')], must(decode(token)), []byte(secret)) != nil {
			t.Errorf("%q is not signed and is taken for %v", token, who)
		}
	})
}

func decode(token string) ([]byte, error) {
	return jwt.NewParser().DecodeSegment(token[strings.LastIndexByte(token, '.')+1:])
}

// wantGood holds claims that were taken against what encoding/json reads.
func wantGood(t *testing.T, payload []byte, who viewer.Viewer) {
	t.Helper()
	m := object{}
	if err := json.Unmarshal(payload, &m); err != nil || countMembers(t, payload) != len(m) {
		t.Fatalf("%q was taken: %v", payload, err)
	}
	subject := m["sub"]
	for _, name := range []string{"user_id", "id"} {
		if _, ok := m["sub"]; !ok && subject == nil {
			subject = m[name]
		}
	}
	if who.ID == "" || subject != who.ID || strings.ContainsRune(who.ID, 0) {
		t.Errorf("%q is of %q", payload, who.ID)
	}
	if exp, ok := m["exp"].(float64); !ok || exp <= float64(now.Add(-10*time.Second).Unix()) {
		t.Errorf("%q was taken at %v", payload, now)
	}
}

// countMembers returns how many members the object has, whatever their names.
func countMembers(t *testing.T, data []byte) int {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		t.Fatalf("%q is no object", data)
	}
	n := 0
	for ; dec.More(); n++ {
		_, err := dec.Token()
		if err := errors.Join(err, dec.Decode(&json.RawMessage{})); err != nil {
			t.Fatalf("%q: %v", data, err)
		}
	}
	return n
}
