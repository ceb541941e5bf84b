package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// webhookSecret signs what an auth server sends, and oldWebhookSecret is the one before.
const (
	webhookSecret    = "whsec_bmV3LXNlY3JldC1vZi10aGlydHktdHdvLWJ5dGVzISE="
	oldWebhookSecret = "whsec_b2xkLXNlY3JldC1vZi10aGlydHktdHdvLWJ5dGVzISE="
	webhooks         = "/webhooks/auth"
)

// deleted is a message that says that an account was deleted.
func deleted(user string) string {
	return fmt.Sprintf(`{"type":"user.deleted","timestamp":"2026-03-08T17:00:00Z","data":{"id":%q}}`, user)
}

// message is a message of the auth server, signed by a secret at a time.
func message(secret, body string, at time.Time) call {
	const id = "msg_1"
	seconds := strconv.FormatInt(at.Unix(), 10)
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, seconds, body)
	return call{Method: http.MethodPost, Path: webhooks, Body: body, Header: map[string]string{
		"Webhook-Id": id, "Webhook-Timestamp": seconds, "Webhook-Signature": "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}}
}

// with is a call with another header; "" removes it.
func (c call) with(name, value string) call {
	c.Header = maps.Clone(c.Header)
	if c.Header[name] = value; value == "" {
		delete(c.Header, name)
	}
	return c
}

// TestWebhook: what is signed by a secret of the settings is done, as often as it comes; all
// else is refused and does nothing.
func TestWebhook(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, of *service) {
		s := launch(t, []string{"serve"}, databaseOf(of), "AUTH_WEBHOOK_SECRET="+oldWebhookSecret+", "+webhookSecret, "AUDIT_LOG=stdout")
		for _, who := range []string{"ann", "bob"} {
			s.create(t, who, map[string]any{"title": "of " + who})
		}
		now := time.Now()
		good := message(webhookSecret, deleted("ann"), now)
		changed := good
		changed.Body = deleted("bob")
		for name, c := range map[string]struct {
			call call
			want int
		}{
			"not signed":          {good.with("Webhook-Signature", ""), 401},
			"by another secret":   {message("whsec_AAAA", deleted("ann"), now), 401},
			"another body":        {changed, 401},
			"another id":          {good.with("Webhook-Id", "msg_2"), 401},
			"six minutes ago":     {message(webhookSecret, deleted("ann"), now.Add(-6*time.Minute)), 401},
			"in six minutes":      {message(webhookSecret, deleted("ann"), now.Add(6*time.Minute)), 401},
			"with a token":        {good.with("Webhook-Signature", "").with("Authorization", "Bearer "+token(t, "ann")), 401},
			"no JSON":             {message(webhookSecret, "{", now), 400},
			"nobody":              {message(webhookSecret, deleted(""), now), 400},
			"nobody's id":         {message(webhookSecret, `{"type":"user.deleted","data":{"id":"a\u0000b"}}`, now), 400},
			"too large":           {message(webhookSecret, deleted(strings.Repeat("x", 65<<10)), now), 413},
			"what we do not know": {message(webhookSecret, `{"type":"user.created","data":{"id":"ann"}}`, now), 204},
			"of another form":     {message(webhookSecret, `{"type":"team.deleted","data":[{"id":7}]}`, now), 204},
			"read":                {call{Method: http.MethodGet, Path: webhooks}, 405},
			"somewhere else":      {call{Method: http.MethodPost, Path: webhooks + "/x", Body: deleted("ann")}, 404},
			"above it":            {call{Method: http.MethodPost, Path: "/webhooks", Body: deleted("ann")}, 404},
		} {
			res := s.do(t, c.call)
			if res.Status != c.want || c.want >= 400 && res.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %s, want %d and a problem", name, res.Status, res.Body, c.want)
			}
		}
		for _, who := range []string{"ann", "bob"} {
			if got := as[[]task](t, s.do(t, call{Method: http.MethodGet, Path: tasks, User: who})); len(got) != 1 {
				t.Errorf("%s has %d tasks, want the one", who, len(got))
			}
		}
		for _, c := range []call{good, good, message(oldWebhookSecret, deleted("ann"), now.Add(-4*time.Minute))} {
			if res := s.do(t, c); res.Status != http.StatusNoContent {
				t.Errorf("a signed message: %d %s, want 204", res.Status, res.Body)
			}
		}
		for who, want := range map[string]int{"ann": 0, "bob": 1} {
			if got := as[[]task](t, s.do(t, call{Method: http.MethodGet, Path: tasks, User: who})); len(got) != want {
				t.Errorf("%s has %d tasks, want %d", who, len(got), want)
			}
		}
		s.wantLogged(t, `"operator":"auth server","user":"ann","operation":"user erase","rows":1,"outcome":"done"`, 1)
		s.wantLogged(t, `"operator":"auth server","user":"ann","operation":"user erase","rows":0,"outcome":"done"`, 2)
		if res := of.do(t, good); res.Status != http.StatusNotFound {
			t.Errorf("without the setting: %d, want 404", res.Status)
		}
	})
}

// TestWebhookPlace: what a message takes of the database is given back, or some messages later
// nobody could use it any more.
func TestWebhookPlace(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, of *service) {
		metrics := freeAddress(t)
		s := launch(t, []string{"serve"}, databaseOf(of), "AUTH_WEBHOOK_SECRET="+webhookSecret, "DB_POOL_MAX=2", "METRICS_ADDR="+metrics)
		for i := range 3 {
			if res := s.do(t, message(webhookSecret, deleted(fmt.Sprint("user-", i)), time.Now())); res.Status != http.StatusNoContent {
				t.Fatalf("message %d: %d %s, want 204", i+1, res.Status, res.Body)
			}
		}
		if used := s.metric(t, metrics, "entask_admission_used"); used != 0 {
			t.Errorf("%d slots are in use, want none", used)
		}
	})
}

// TestWebhookUnreadable: whoever sends what cannot be read is told so, and it counts as what is
// not signed.
func TestWebhookUnreadable(t *testing.T) {
	s := start(t, sqliteURL(t), "AUTH_WEBHOOK_SECRET="+webhookSecret, "RATE_LIMIT_UNAUTHENTICATED=3/hour")
	const head = "POST " + webhooks + " HTTP/1.1\r\nHost: x\r\n"
	for i, tc := range []struct {
		raw  string
		want int
	}{
		{head + "Content-Length: 100\r\n\r\n{", 400},
		{head + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400},
		{head + "Content-Length: 100000\r\n\r\n" + strings.Repeat("x", 100_000), 413},
		{head + "Content-Length: 100\r\n\r\n{", 429},
	} {
		if res, err := s.wire(t, []byte(tc.raw), true); err != nil || res.Status != tc.want {
			t.Errorf("request %d: %v, %d %s, want %d", i+1, err, res.Status, res.Body, tc.want)
		}
	}
}

// TestWebhookSlow: a message has little time to arrive, so that few who send none keep no other
// out.
func TestWebhookSlow(t *testing.T) {
	s := start(t, sqliteURL(t), "AUTH_WEBHOOK_SECRET="+webhookSecret)
	begin := time.Now()
	res, err := s.wire(t, []byte("POST "+webhooks+" HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"), false)
	if err != nil || res.Status != http.StatusBadRequest || !strings.Contains(string(res.Body), "too long to arrive") {
		t.Errorf("%v, %d %s, want 400", err, res.Status, res.Body)
	}
	if took := time.Since(begin); took > 12*time.Second {
		t.Errorf("refused after %s, want 3 s", took)
	}
}

// TestWebhookLimit: an address that sends what is not signed has to wait, and its body is not
// read.
func TestWebhookLimit(t *testing.T) {
	s := start(t, sqliteURL(t), "AUTH_WEBHOOK_SECRET="+webhookSecret, "RATE_LIMIT_UNAUTHENTICATED=3/hour")
	good := message(webhookSecret, deleted("ann"), time.Now())
	for range 5 { // which count for nothing
		if res := s.do(t, good); res.Status != http.StatusNoContent {
			t.Fatalf("a signed message: %d %s", res.Status, res.Body)
		}
	}
	bad := good.with("Webhook-Signature", "v1,AAAA")
	for i, want := range []int{401, 401, 401, 429, 429} {
		if res := s.do(t, bad); res.Status != want || want == 429 && res.Header.Get("Retry-After") == "" {
			t.Errorf("refusal %d: %d %s, want %d", i+1, res.Status, res.Body, want)
		}
	}
	if res := s.do(t, good); res.Status != http.StatusTooManyRequests {
		t.Errorf("a signed message from there: %d, want 429", res.Status)
	}
}

// TestWebhookInterrupted: an erasure that a crash ends is finished by the message that comes
// again.
func TestWebhookInterrupted(t *testing.T) {
	url := pgtest.NewDatabase(t)
	s := start(t, url, "AUTH_WEBHOOK_SECRET="+webhookSecret)
	db := attacker(t, url)
	const rows = 60_000
	fillTasks(t, db, "ann", rows)
	fillTasks(t, db, "bob", 10)
	good := message(webhookSecret, deleted("ann"), time.Now())
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		_, _ = s.try(t, good) // which the crash breaks
	}()
	for left := rows; left == rows; time.Sleep(time.Millisecond) {
		left = countTasks(t, db, "ann")
	}
	s.kill(t)
	<-answered
	left := countTasks(t, db, "ann")
	if left == 0 || left == rows {
		t.Fatalf("%d of %d rows were left by the crash: nothing is tested", left, rows)
	}
	s = start(t, url, "AUTH_WEBHOOK_SECRET="+webhookSecret)
	for {
		res := s.do(t, good)
		if res.Status == http.StatusNoContent {
			break
		}
		if res.Status != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || !strings.Contains(string(res.Body), "Not everything is erased yet") {
			t.Fatalf("again: %d %s", res.Status, res.Body)
		}
	}
	if ann, bob := countTasks(t, db, "ann"), countTasks(t, db, "bob"); ann != 0 || bob != 10 {
		t.Errorf("%d rows of ann and %d of bob are left, want 0 and 10", ann, bob)
	}
}
