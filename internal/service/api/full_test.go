package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/memory"
)

// TestFull: where others hold the memory for long replies, a long read waits and is then
// served, or is refused, and so is a batch before anything of it is done. Short replies are
// served meanwhile.
func TestFull(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		db := harness.Connect(t, url)
		graphApp.Create(t, db)
		budget := memory.NewBudget(4 << 20)
		handler := harness.ServeWithin(t, graphApp.Open(db.Driver()), budget)
		var ids []string
		for range 2 {
			items := make([]map[string]string, 100)
			for i := range items {
				items[i] = map[string]string{"title": strings.Repeat("\x01", 100)}
			}
			raw, err := json.Marshal(items)
			if err != nil {
				t.Fatal(err)
			}
			var rows []struct{ ID string }
			w := harness.Send(t, handler, "ann", http.MethodPost, "/api/tasks/batch", string(raw))
			if err := json.Unmarshal(w.Body.Bytes(), &rows); err != nil || w.Code != http.StatusCreated {
				t.Fatalf("create = %d %s, %v", w.Code, w.Body, err)
			}
			for _, row := range rows {
				ids = append(ids, row.ID)
			}
		}
		named, err := json.Marshal(ids[:100])
		if err != nil {
			t.Fatal(err)
		}
		batch := fmt.Sprintf(`{"ids": %s, "change": {"priority": "high"}}`, named)
		want := func(when, method, path, body string, status int, retry string) {
			t.Helper()
			w := harness.Send(t, handler, "ann", method, "/api/tasks"+path, body)
			if w.Code != status || w.Header().Get("Retry-After") != retry {
				t.Errorf("%s, %s %s = %d, Retry-After %q, %.300s; want %d, %q", when, method, path, w.Code, w.Header().Get("Retry-After"), w.Body, status, retry)
			}
			left, policy := w.Header().Get("RateLimit"), w.Header().Get("RateLimit-Policy")
			if told := strings.HasPrefix(left, `"user";r=`) && strings.HasSuffix(left, ";t=1") && policy == `"user";q=1000000;w=3600`; told != (status == http.StatusTooManyRequests) {
				t.Errorf("%s, %s %s = %d: RateLimit %q, RateLimit-Policy %q, want them with 429 alone", when, method, path, w.Code, left, policy)
			}
		}
		// hold takes the parts of viewers, until the function that it returns is called.
		hold := func(viewers ...string) func() {
			claims := make([]memory.Claim, len(viewers))
			for i, viewer := range viewers {
				claims[i].Open(budget, viewer, true)
				if err := claims[i].Need(1 << 20); err != nil {
					t.Fatal(err)
				}
			}
			return func() {
				for i := range claims {
					claims[i].Close()
				}
			}
		}
		for _, held := range []struct {
			when    string
			viewers []string
			status  int
			retry   string
		}{
			{"the user has his part", []string{"ann"}, http.StatusTooManyRequests, "1"},
			{"others have everything", []string{"bob", "cy", "dan", "eve"}, http.StatusServiceUnavailable, "2"},
		} {
			free := hold(held.viewers...)
			want(held.when, http.MethodGet, "?limit=3", "", http.StatusOK, "")
			want(held.when, http.MethodGet, "", "", held.status, held.retry)
			want(held.when, http.MethodPatch, "/batch", batch, held.status, held.retry)
			want(held.when, http.MethodGet, "?limit=1&priority=high&count=true", "", http.StatusOK, "")
			if w := harness.Send(t, handler, "ann", http.MethodGet, "/api/tasks?priority=high", ""); w.Body.String() != "[]" {
				t.Errorf("%s: a refused batch was done: %.300s", held.when, w.Body)
			}
			time.AfterFunc(time.Second, free)
			want(held.when+" for a second", http.MethodGet, "", "", http.StatusOK, "")
		}
		want("nobody has any", http.MethodPatch, "/batch", batch, http.StatusOK, "")
		if budget.Held() != 0 {
			t.Errorf("%d bytes are held in the end", budget.Held())
		}
	})
}
