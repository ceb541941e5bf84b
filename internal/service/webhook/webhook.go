// Package webhook verifies and reads what an auth server sends of its own accord, as Standard
// Webhooks (https://www.standardwebhooks.com) has it: a body that is signed together with its
// id and its time.
//
// It knows no server and no database: package api serves it. Start with Keys.Verify.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/viewer"
)

// tolerance is how far the time of a message may be from ours.
const tolerance = 5 * time.Minute

// Keys are those with which a message may be signed: several while one replaces another.
type Keys struct{ keys [][]byte }

// NewKeys returns the keys of secrets, each whsec_ and base64.
func NewKeys(secrets []string) (*Keys, error) {
	k := new(Keys)
	for i, secret := range secrets {
		text, marked := strings.CutPrefix(secret, "whsec_")
		key, err := base64.StdEncoding.DecodeString(text)
		if !marked || err != nil || len(key) == 0 {
			return nil, fmt.Errorf("secret %d of webhooks is not whsec_ and base64", i+1)
		}
		k.keys = append(k.keys, key)
	}
	return k, nil
}

// Verify returns a fault.Unsigned error unless the header has the signature of the body by one
// of the keys, and its time is about now.
func (k *Keys) Verify(header http.Header, body []byte, now time.Time) error {
	id, at := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if id == "" || err != nil {
		return unsigned("it has no webhook-id, or no webhook-timestamp in seconds")
	}
	given := signatures(header)
	if !k.signed(given, id+"."+at+".", body) {
		return unsigned("none of its %d signatures is by a secret of ours", len(given))
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return unsigned("its webhook-timestamp is more than %s from now", tolerance)
	}
	return nil
}

// signed says whether one of the signatures is that of a text before the body. It compares
// all, in constant time.
func (k *Keys) signed(given [][]byte, before string, body []byte) bool {
	found := false
	for _, key := range k.keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(before))
		mac.Write(body)
		want := mac.Sum(nil)
		for _, signature := range given {
			found = hmac.Equal(signature, want) || found
		}
	}
	return found
}

// signatures are those of the scheme that we know, v1.
func signatures(header http.Header) (all [][]byte) {
	for one := range strings.FieldsSeq(header.Get("Webhook-Signature")) {
		text, known := strings.CutPrefix(one, "v1,")
		if signature, err := base64.StdEncoding.DecodeString(text); known && err == nil {
			all = append(all, signature)
		}
	}
	return all
}

func unsigned(format string, args ...any) error {
	return fault.New(fault.Unsigned, "The webhook is not accepted: "+fmt.Sprintf(format, args...))
}

// UserDeleted is the type of a message that says that an account was deleted.
const UserDeleted = "user.deleted"

// Message is what we read of a message.
type Message struct {
	Type string
	User string // whose account was deleted
}

// Read reads a body that was verified. Of a message of another type nothing else is read: its
// data may have any form.
func Read(body []byte) (Message, error) {
	var m struct {
		Type string          `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &m) != nil || m.Type == "" {
		return Message{}, fault.New(fault.Malformed, "The body is not a JSON object with a type")
	}
	if m.Type != UserDeleted {
		return Message{Type: m.Type}, nil
	}
	var data struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(m.Data, &data); err != nil {
		return Message{}, fault.New(fault.Malformed, "data is not a JSON object with the id of a user")
	}
	if err := viewer.CheckID(data.ID); err != nil {
		return Message{}, fault.New(fault.Malformed, "data.id "+err.Error()+": it must be the id of a user")
	}
	return Message{m.Type, data.ID}, nil
}
