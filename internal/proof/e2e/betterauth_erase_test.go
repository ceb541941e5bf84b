package e2e

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// front is where the auth server finds the service, whichever process it is, and sees what
// the auth server sends.
type front struct {
	URL string

	mu     sync.Mutex
	target *url.URL
	sent   []call
	status []int
}

func newFront(t *testing.T) *front {
	t.Helper()
	f := &front{}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.URL = server.URL
	return f
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	f.mu.Lock()
	target := f.target
	f.mu.Unlock()
	sent := call{Method: r.Method, Path: r.URL.Path, Body: string(body), Header: map[string]string{}}
	for _, name := range []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"} {
		sent.Header[name] = r.Header.Get(name)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(res *http.Response) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.sent, f.status = append(f.sent, sent), append(f.status, res.StatusCode)
		return nil
	}
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	proxy.ServeHTTP(w, r)
}

// to leads to a service.
func (f *front) to(t *testing.T, s *service) {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = target
}

// accepted waits until so many messages were accepted, and returns them.
func (f *front) accepted(t *testing.T, n int) []call {
	t.Helper()
	for until := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		f.mu.Lock()
		var all []call
		for i, status := range f.status {
			if status == http.StatusNoContent {
				all = append(all, f.sent[i])
			}
		}
		statuses := fmt.Sprint(f.status)
		f.mu.Unlock()
		if len(all) >= n {
			return all
		}
		if time.Now().After(until) {
			t.Fatalf("%d messages were accepted, want %d; the answers were %s", len(all), n, statuses)
		}
	}
}

// deleteAccount deletes the account of a signed-in user, as the frontend does.
func (a *betterAuth) deleteAccount(t *testing.T, who session) {
	t.Helper()
	a.ask(t, "/api/auth/delete-user", who.Signed, map[string]any{"password": "password of " + who.User.Name})
}

// fillTasks makes tasks of a user.
func fillTasks(t *testing.T, db *sql.DB, user string, n int) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO tasks (id, user_id, created_at, updated_at, version, title, completed, priority)
		SELECT gen_random_uuid(), $1, now(), now(), 1, 'task ' || i, false, 'low' FROM generate_series(1, $2::int) AS i`, user, n); err != nil {
		t.Fatal(err)
	}
}

func countTasks(t *testing.T, db *sql.DB, user string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM tasks WHERE user_id = $1`, user).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// wantNothingOf expects that no row of any table holds a text.
func wantNothingOf(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil || len(tables) < 3 {
		t.Fatal(tables, err)
	}
	for _, table := range tables {
		var n int
		if err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM "`+table+`" AS t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, encode($1::bytea, 'hex')) > 0`, text).Scan(&n); err != nil || n > 0 {
			t.Errorf("%s has %d rows with %s, %v", table, n, text, err)
		}
	}
}

// TestBetterAuthDeletesAccount deletes an account at the real Better Auth, which runs the code
// of docs/user-data.md: everything of the user is erased, and what is written with the last
// token is erased when that has expired.
func TestBetterAuthDeletesAccount(t *testing.T) {
	t.Parallel()
	at := newFront(t)
	a := startBetterAuth(t, "ENTASK_URL="+at.URL, "AUTH_WEBHOOK_SECRET="+webhookSecret, "JWT_LIFETIME=10")
	database := pgtest.NewDatabase(t)
	s := a.serve(t, database, "AUTH_WEBHOOK_SECRET="+oldWebhookSecret+","+webhookSecret)
	at.to(t, s)
	db := attacker(t, database)
	ann, bob := a.signUp(t, "ann"), a.signUp(t, "bob")
	made := s.everyOperation(t, a.token(t, bob), bob.User.ID)
	anns := a.token(t, ann)
	s.everyOperation(t, anns, ann.User.ID)
	key := call{Method: http.MethodPost, Path: tasks, Body: map[string]any{"title": "once"}, Header: map[string]string{"Authorization": "Bearer " + anns, "Idempotency-Key": "k"}}
	if res := s.do(t, key); res.Status != http.StatusCreated {
		t.Fatalf("create: %d %s", res.Status, res.Body)
	}
	a.deleteAccount(t, ann)
	first := at.accepted(t, 1)[0]
	wantNothingOf(t, db, ann.User.ID)
	if got := s.as(t, anns, http.MethodGet, tasks, nil); got.Status != http.StatusOK || strings.TrimSpace(string(got.Body)) != "[]" {
		t.Errorf("the old token lists %d %s, want nothing", got.Status, got.Body)
	}
	if got := s.as(t, anns, http.MethodPost, tasks, map[string]any{"title": "late"}); got.Status != http.StatusCreated {
		t.Errorf("the old token writes: %d %s, want 201 while it is valid", got.Status, got.Body)
	}

	if res := s.do(t, first.with("Webhook-Signature", "v1,"+strings.Repeat("A", 43)+"=")); res.Status != http.StatusUnauthorized {
		t.Errorf("another signature: %d, want 401", res.Status)
	}
	other := first
	other.Body = strings.ReplaceAll(fmt.Sprint(first.Body), ann.User.ID, bob.User.ID)
	if res := s.do(t, other); res.Status != http.StatusUnauthorized {
		t.Errorf("another body: %d, want 401", res.Status)
	}
	if countTasks(t, db, ann.User.ID) != 1 {
		t.Error("the late task is gone, so nothing is tested")
	}
	at.accepted(t, 2)
	s.wantStatus(t, "the old token at last", anns, http.StatusUnauthorized)
	wantNothingOf(t, db, ann.User.ID)
	if res := s.do(t, first); res.Status != http.StatusNoContent {
		t.Errorf("the first message again: %d %s, want 204", res.Status, res.Body)
	}
	if got := as[[]task](t, s.as(t, a.token(t, bob), http.MethodGet, tasks, nil)); len(got) != 1 || got[0] != made {
		t.Errorf("bob has %v, want %v", got, made)
	}
}

// TestBetterAuthRedelivers crashes the service in the middle of an erasure. Better Auth sends
// the message until another process has done the rest.
func TestBetterAuthRedelivers(t *testing.T) {
	t.Parallel()
	at := newFront(t)
	a := startBetterAuth(t, "ENTASK_URL="+at.URL, "AUTH_WEBHOOK_SECRET="+webhookSecret)
	database := pgtest.NewDatabase(t)
	s := a.serve(t, database, "AUTH_WEBHOOK_SECRET="+webhookSecret)
	at.to(t, s)
	db := attacker(t, database)
	ann := a.signUp(t, "ann")
	const rows = 60_000
	fillTasks(t, db, ann.User.ID, rows)
	a.deleteAccount(t, ann)
	for left := rows; left == rows; time.Sleep(time.Millisecond) {
		left = countTasks(t, db, ann.User.ID)
	}
	s.kill(t)
	if left := countTasks(t, db, ann.User.ID); left == 0 {
		t.Fatal("all was erased before the crash: nothing is tested")
	}
	at.to(t, a.serve(t, database, "AUTH_WEBHOOK_SECRET="+webhookSecret))
	at.accepted(t, 1)
	wantNothingOf(t, db, ann.User.ID)
}
