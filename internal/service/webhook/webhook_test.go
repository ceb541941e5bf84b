package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/service/webhook"
)

const (
	secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	other  = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
)

var now = time.Unix(1614265330, 0)

func sign(secret, id, at, body string) string {
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestVerify(t *testing.T) {
	const id, at, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", `{"test": 2432232314}`
	// The example of the specification's own libraries.
	const example = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	good := sign(secret, id, at, body)
	for name, tc := range map[string]struct {
		id, at, body, signature string
		late                    time.Duration
		want                    string
	}{
		"signed":                    {id, at, body, good, 0, ""},
		"by the secret that leaves": {id, at, body, sign(other, id, at, body), 0, ""},
		"twice, one of them known":  {id, at, body, sign("whsec_AAAA", id, at, body) + " " + good, 0, ""},
		"another scheme beside it":  {id, at, body, "v1a,AAAA v2,x " + good, 0, ""},
		"4 minutes old":             {id, at, body, good, 4 * time.Minute, ""},
		"4 minutes ahead":           {id, at, body, good, -4 * time.Minute, ""},
		"6 minutes old":             {id, at, body, good, 6 * time.Minute, "its webhook-timestamp is more than 5m0s from now"},
		"6 minutes ahead":           {id, at, body, good, -6 * time.Minute, "its webhook-timestamp is more than 5m0s from now"},
		"another body":              {id, at, body + " ", good, 0, "none of its 1 signatures is by a secret of ours"},
		"another id":                {id + "x", at, body, good, 0, "none of its 1 signatures is by a secret of ours"},
		"another time":              {id, "1614265331", body, good, 0, "none of its 1 signatures is by a secret of ours"},
		"another secret":            {id, at, body, sign("whsec_AAAA", id, at, body), 0, "none of its 1 signatures is by a secret of ours"},
		"another scheme":            {id, at, body, strings.Replace(good, "v1,", "v1a,", 1), 0, "none of its 0 signatures is by a secret of ours"},
		"half of it":                {id, at, body, good[:20], 0, "none of its 0 signatures is by a secret of ours"},
		"no signature":              {id, at, body, "", 0, "none of its 0 signatures is by a secret of ours"},
		"an empty signature":        {id, at, body, "v1,", 0, "none of its 1 signatures is by a secret of ours"},
		"no id":                     {"", at, body, good, 0, "it has no webhook-id, or no webhook-timestamp in seconds"},
		"no time":                   {id, "", body, good, 0, "it has no webhook-id, or no webhook-timestamp in seconds"},
		"a time in words":           {id, "now", body, good, 0, "it has no webhook-id, or no webhook-timestamp in seconds"},
	} {
		t.Run(name, func(t *testing.T) {
			keys, err := webhook.NewKeys([]string{secret, other})
			if err != nil {
				t.Fatal(err)
			}
			header := http.Header{"Webhook-Id": {tc.id}, "Webhook-Timestamp": {tc.at}, "Webhook-Signature": {tc.signature}}
			err = keys.Verify(header, []byte(tc.body), now.Add(tc.late))
			if tc.want == "" && err == nil {
				return
			}
			if f := fault.From(err); f == nil || f.Kind != fault.Unsigned || f.Detail != "The webhook is not accepted: "+tc.want {
				t.Errorf("Verify() = %v, want %q", err, tc.want)
			}
		})
	}
	if good != example {
		t.Errorf("the signature is %s, want that of the example, %s", good, example)
	}
}

func TestNewKeys(t *testing.T) {
	for _, broken := range []string{"", "whsec_", "whsec_?", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} {
		if _, err := webhook.NewKeys([]string{secret, broken}); err == nil || err.Error() != "secret 2 of webhooks is not whsec_ and base64" {
			t.Errorf("NewKeys(%q) = %v", broken, err)
		}
	}
}

func TestRead(t *testing.T) {
	for body, want := range map[string]string{
		`{"type":"user.deleted","timestamp":"2026-03-08T17:00:00Z","data":{"id":"ann","more":1}}`: "ann",
		`{"type":"user.deleted","data":{"id":"` + strings.Repeat("é", 255) + `"}}`:                strings.Repeat("é", 255),
		`{"type":"user.created","data":{"id":""}}`:                                                "",
		`{"type":"ping"}`:                         "",
		`{"type":"ping","data":"of any form"}`:    "",
		`{"type":"user.created","data":{"id":7}}`: "",
	} {
		if m, err := webhook.Read([]byte(body)); err != nil || m.User != want {
			t.Errorf("Read(%s) = %v, %v, want %q", body, m, err, want)
		}
	}
	for _, body := range []string{
		``, `[]`, `null`, `{}`, `{"type":1}`, `{"type":"user.deleted"}`, `{"type":"user.deleted","data":{"id":""}}`,
		`{"type":"user.deleted","data":{"id":7}}`, `{"type":"user.deleted","data":{"id":"a\u0000"}}`, `{"type":"user.deleted","data":{"id":"` + strings.Repeat("x", 256) + `"}}`,
	} {
		if _, err := webhook.Read([]byte(body)); fault.From(err) == nil || fault.From(err).Kind != fault.Malformed {
			t.Errorf("Read(%s) = %v, want a fault", body, err)
		}
	}
}
