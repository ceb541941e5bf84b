package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/proof/harness"
)

// lowerQuotaOfKeys sets the quota of keys until the test ends: the real one is too large to fill.
func lowerQuotaOfKeys(t *testing.T, rows, bytes int) {
	t.Helper()
	was := *ent.IdempotencyKeyQuota
	t.Cleanup(func() { *ent.IdempotencyKeyQuota = was })
	ent.IdempotencyKeyQuota.Rows, ent.IdempotencyKeyQuota.Bytes = rows, bytes
}

// createKeyed sends a POST with a key, and returns the answer.
func createKeyed(t *testing.T, api http.Handler, user, key string) (status int, answer string) {
	t.Helper()
	got := harness.Send(t, api, user, "POST", "/api/v1/tasks", `{"title": "a"}`, "Idempotency-Key", key)
	return got.Code, got.Body.String()
}

func wantTaskCount(t *testing.T, api http.Handler, user, want string) {
	t.Helper()
	if got := harness.Send(t, api, user, "GET", "/api/v1/tasks?count=true&limit=1", "").Header().Get("X-Total-Count"); got != want {
		t.Errorf("%s has %s tasks, want %s", user, got, want)
	}
}

// TestQuotaOfKeys: a user has so many keys at a time and no more. A request with another one is
// refused and does nothing; one without a key, or with a key that is kept, is not. The key's own
// statement decides.
func TestQuotaOfKeys(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		lowerQuotaOfKeys(t, 2, 1<<20)
		api, sent := harness.Entask.Start(t, url)
		for _, key := range []string{"1", "2"} {
			if status, answer := createKeyed(t, api, "ann", key); status != http.StatusCreated {
				t.Fatalf("got %d %s", status, answer)
			}
		}
		sent.Reset()
		const want = "The quota is used up: one user may have at most 2 IdempotencyKeys that have not expired, of 1048576 bytes together"
		if status, answer := createKeyed(t, api, "ann", "3"); status != http.StatusConflict || !strings.Contains(answer, want) {
			t.Errorf("got %d %s, want 409 %s", status, answer, want)
		}
		if got, want := sent.Words(), "BEGIN SELECT INSERT INSERT ROLLBACK"; got != want {
			t.Errorf("the statements are %s, want %s", got, want)
		}
		wantTaskCount(t, api, "ann", "2")
		if status, answer := createKeyed(t, api, "ann", "1"); status != http.StatusCreated {
			t.Errorf("a repetition: got %d %s, want 201", status, answer)
		}
		if got := harness.Send(t, api, "ann", "POST", "/api/v1/tasks", `{"title": "a"}`); got.Code != http.StatusCreated {
			t.Errorf("without a key: got %d %s, want 201", got.Code, got.Body)
		}
		if status, answer := createKeyed(t, api, "bob", "3"); status != http.StatusCreated {
			t.Errorf("another user: got %d %s, want 201", status, answer)
		}
		wantTaskCount(t, api, "ann", "3")
	})
}

// TestQuotaOfAnswers: the answers that are kept for a user have so many bytes and no more.
func TestQuotaOfAnswers(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		api, _ := harness.Entask.Start(t, url)
		_, answer := createKeyed(t, api, "ann", "1")
		lowerQuotaOfKeys(t, 10, 2*len(answer))
		if status, answer := createKeyed(t, api, "ann", "2"); status != http.StatusCreated {
			t.Errorf("two answers: got %d %s, want 201", status, answer)
		}
		if status, answer := createKeyed(t, api, "ann", "3"); status != http.StatusConflict {
			t.Errorf("three answers: got %d %s, want 409", status, answer)
		}
		wantTaskCount(t, api, "ann", "2")
	})
}
