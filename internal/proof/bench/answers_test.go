package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/bench/seed"
	"github.com/entask/entask/internal/service/auth"
)

// conversation is the sequence of requests to each contender, which must all do the same
// work. {own} is the task that the conversation created.
var conversation = []struct{ name, method, path, body, header string }{
	{"first page", "GET", "?limit=20", "", ""},
	{"next page", "GET", "{next}", "", ""},
	{"all", "GET", "?limit=1000", "", ""},
	{"create", "POST", "", `{"title": "a \"b\" <c> \\ \t é 𝄞 \u0001", "priority": "high", "due_date": "2027-03-08T17:00:00.123456+01:00"}`, ""},
	{"read", "GET", "{own}", "", ""},
	{"not modified", "GET", "{own}", "", `If-None-Match: "1"`},
	{"toggle", "PATCH", "{own}/toggle", "", ""},
	{"toggle back", "PATCH", "{own}/toggle", `{"completed": false}`, ""},
	{"update", "PATCH", "{own}", `{"title": "new", "description": "d", "completed": true, "priority": "low", "due_date": null}`, `If-Match: "3"`},
	{"update little", "PATCH", "{own}", `{"description": null}`, ""},
	{"update nothing", "PATCH", "{own}", `{}`, ""},
	{"stale", "PATCH", "{own}", `{}`, `If-Match: "1"`},
	{"none", "GET", "/01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "", ""},
	{"another's", "PATCH", "{another's}/toggle", "", ""},
	{"no id", "GET", "/1", "", ""},
	{"blank", "POST", "", `{"title": " "}`, ""},
	{"long", "POST", "", `{"title": "` + strings.Repeat("é", 256) + `"}`, ""},
	{"no such priority", "PATCH", "{own}", `{"priority": "none"}`, ""},
	{"no JSON", "POST", "", `{`, ""},
	{"limit", "GET", "?limit=0", "", ""},
	{"cursor", "GET", "?cursor=x", "", ""},
	{"not signed in", "GET", "", "", "Authorization: Bearer x"},
}

func testAnswers(t *testing.T, b *bench) {
	var foreign string
	err := b.db.conn.QueryRow(t.Context(), "SELECT id::text FROM tasks WHERE user_id = $1", seed.User(2)).Scan(&foreign)
	if err != nil {
		t.Fatal(err)
	}
	user := seed.User(1)
	token, err := auth.Sign(secret, auth.Claims{Subject: user}, time.Hour, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var wants []string
	for _, c := range b.contenders {
		s, err := c.start(t.Context(), b.dir, b.binaries, b.db.URL(c.role))
		if err != nil {
			t.Fatal(err)
		}
		talk := &talk{t: t, base: "http://" + s.Address + "/api/v1/tasks", token: token}
		talk.known = []string{"{another's}", "/" + foreign}
		for i, ask := range conversation {
			got := talk.ask(ask.method, ask.path, ask.body, ask.header)
			if len(wants) == i {
				wants = append(wants, got)
			} else if got != wants[i] {
				t.Errorf("%s: %s answers\n%s\nand %s\n%s", ask.name, c.Name, got, b.contenders[0].Name, wants[i])
			}
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		if _, err := b.db.conn.Exec(t.Context(), "DELETE FROM tasks WHERE user_id = $1 AND created_at > now() - interval '1 hour'", user); err != nil {
			t.Fatal(err)
		}
	}
}

// talk is a conversation with one contender.
type talk struct {
	t           *testing.T
	base, token string
	known       []string // the names of values that differ
}

var link = regexp.MustCompile(`^</api/v1/tasks(\?.*)>; rel="next"$`)

// ask returns an answer in a comparable form.
func (c *talk) ask(method, path, body, header string) string {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+strings.NewReplacer(c.known...).Replace(path), strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if name, value, ok := strings.Cut(header, ": "); ok {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	tag := res.Header.Get("ETag")
	if strings.HasPrefix(tag, "W/") {
		tag = "" // lists of raw have none
	}
	told := fmt.Sprintf("%d ETag %s", res.StatusCode, tag)
	if res.StatusCode >= 300 {
		return told // the texts of refusals may differ
	}
	if m := link.FindStringSubmatch(res.Header.Get("Link")); m != nil {
		told += " next"
		c.known = append(c.known, "{next}", m[1])
	}
	if at := res.Header.Get("Location"); at != "" {
		c.known = append(c.known, "{own}", strings.TrimPrefix(at, "/api/v1/tasks"))
		told += " Location"
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		c.t.Fatalf("%s %s: %v: %s", method, path, err, raw)
	}
	own, _ := json.Marshal(alike(v, path == "" || strings.HasPrefix(path, "{own}")))
	return told + " " + string(own)
}

// alike returns a reply with its times as instants, and without values that differ between
// any two tasks.
func alike(v any, fresh bool) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = alike(v[i], fresh)
		}
	case map[string]any:
		for name, value := range v {
			v[name] = alike(value, fresh)
		}
		if fresh {
			delete(v, "id")
			delete(v, "created_at")
			delete(v, "updated_at")
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UnixMicro()
		}
	}
	return v
}
