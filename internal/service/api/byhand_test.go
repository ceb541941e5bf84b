package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
)

// TestRowsByHand: an operation that is written by hand reads a row and writes it only as
// it was read, so many at once lose nothing of each other.
func TestRowsByHand(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		handler, _ := newBulk(t, url)
		made := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "a"}`)
		var label struct{ ID, Name string }
		if err := json.Unmarshal(made.Body.Bytes(), &label); err != nil {
			t.Fatal(err)
		}
		const many = 12
		var wg sync.WaitGroup
		for n := range many {
			wg.Go(func() {
				var key []string
				if n%2 == 0 { // in a transaction, too
					key = []string{"Idempotency-Key", fmt.Sprint(n)}
				}
				w := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels/"+label.ID+"/rename", `{"prefix": "", "suffix": "x"}`, key...)
				if w.Code != http.StatusOK {
					t.Errorf("got %d %s, want success", w.Code, w.Body)
				}
			})
		}
		wg.Wait()
		now := harness.Send(t, handler, "ann", http.MethodGet, "/api/labels/"+label.ID, "")
		if err := json.Unmarshal(now.Body.Bytes(), &label); err != nil {
			t.Fatal(err)
		}
		if want := "a" + strings.Repeat("x", many); label.Name != want || now.Header().Get("ETag") != fmt.Sprintf("%q", fmt.Sprint(many+1)) {
			t.Errorf("got %s at %s, want %s", label.Name, now.Header().Get("ETag"), want)
		}
	})
}

// TestRefusedByHand: what a Go type cannot hold, and what the operation itself refuses, is
// said at its place; a refusal leaves the key of the request to another one.
func TestRefusedByHand(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	made := harness.Send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "`+strings.Repeat("a", 38)+`"}`)
	var label struct{ ID string }
	if err := json.Unmarshal(made.Body.Bytes(), &label); err != nil {
		t.Fatal(err)
	}
	path := "/api/labels/" + label.ID + "/rename"
	w := harness.Send(t, handler, "ann", http.MethodPost, path, `{"prefix": "too long"}`, "Idempotency-Key", "a")
	if w.Code != http.StatusUnprocessableEntity || places(t, w) != `["body","prefix"]` {
		t.Errorf("got %d %s, want the prefix refused", w.Code, w.Body)
	}
	w = harness.Send(t, handler, "ann", http.MethodPost, path, `{"prefix": "b"}`, "Idempotency-Key", "a")
	if w.Code != http.StatusOK || w.Header().Get("ETag") != `"2"` {
		t.Errorf("got %d %s, want it renamed", w.Code, w.Body)
	}
}

// TestRepliesByHand: rows, rows within a Go type and what is unique are answered as of
// generated operations.
func TestRepliesByHand(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	ask := func(method, path, body string, status int, header ...string) string {
		t.Helper()
		w := harness.Send(t, handler, "ann", method, path, body, header...)
		if w.Code != status {
			t.Fatalf("%s %s: got %d %s, want %d", method, path, w.Code, w.Body, status)
		}
		return w.Body.String()
	}
	made := ask(http.MethodPost, "/api/labels/batch", `[{"name": "a"}, {"name": "ab"}, {"name": "b"}]`, 201)
	var rows []json.RawMessage
	if err := json.Unmarshal([]byte(made), &rows); err != nil {
		t.Fatal(err)
	}
	var first struct{ ID string }
	if err := json.Unmarshal(rows[0], &first); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"labels":[%s],"first":%s,"lengths":{%q:1},"since":"2020-01-01T00:00:00.5Z","asked":["a"]}`, rows[0], rows[0], first.ID)
	if got := ask(http.MethodGet, "/api/labels/find?order=name&word=a&id="+first.ID+"&since=2020-01-01T01:00:00.5%2B01:00", "", 200); got != want {
		t.Errorf("a row within: got\n%s\nwant\n%s", got, want)
	}
	if got := ask(http.MethodGet, "/api/labels/find?order=name&word=c", "", 200); got != `{"labels":[],"first":null,"lengths":{},"since":"0001-01-01T00:00:00Z","asked":["c"]}` {
		t.Errorf("nothing within: got %s", got)
	}
	if got := ask(http.MethodPost, "/api/labels/merge?dry=true", `{"names": ["a", "b"]}`, 200); got != fmt.Sprintf("[%s,%s]", rows[0], rows[2]) {
		t.Errorf("rows: got %s", got)
	}
	merged := ask(http.MethodPost, "/api/labels/merge", `{"names": ["a"]}`, 200, "Idempotency-Key", "k")
	ask(http.MethodPost, "/api/labels", `{"name": "ac"}`, 201)
	if again := ask(http.MethodPost, "/api/labels/merge", `{"names": ["a"]}`, 200, "Idempotency-Key", "k"); again != merged || !strings.Contains(merged, `"starred":true`) {
		t.Errorf("again: got %s, want %s", again, merged)
	}
	if left := ask(http.MethodGet, "/api/labels/find?order=-name&word=a", "", 200); strings.Count(left, `"name":`) != 3 { // with first
		t.Errorf("got %s, want what was merged once", left)
	}
	var seat struct{ ID string }
	for n := range 2 {
		if err := json.Unmarshal([]byte(ask(http.MethodPost, "/api/seats", fmt.Sprintf(`{"row": "a", "number": %d}`, n), 201)), &seat); err != nil {
			t.Fatal(err)
		}
		w := harness.Send(t, handler, "ann", http.MethodPatch, "/api/seats/"+seat.ID+"/book", `{"ticket": "t"}`)
		if want := [...]int{http.StatusOK, http.StatusConflict}[n]; w.Code != want {
			t.Errorf("got %d %s, want %d", w.Code, w.Body, want)
		}
	}
}
