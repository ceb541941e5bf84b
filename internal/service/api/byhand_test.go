package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestRowsByHand: an operation that is written by hand reads a row and writes it only as
// it was read, so many at once lose nothing of each other.
func TestRowsByHand(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, url string) {
		handler, _ := newBulk(t, url)
		made := send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "a"}`)
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
				w := send(t, handler, "ann", http.MethodPost, "/api/labels/"+label.ID+"/rename", `{"prefix": "", "suffix": "x"}`, key...)
				if w.Code != http.StatusOK {
					t.Errorf("got %d %s, want success", w.Code, w.Body)
				}
			})
		}
		wg.Wait()
		now := send(t, handler, "ann", http.MethodGet, "/api/labels/"+label.ID, "")
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
	handler, _ := newBulk(t, "sqlite://:memory:")
	made := send(t, handler, "ann", http.MethodPost, "/api/labels", `{"name": "`+strings.Repeat("a", 38)+`"}`)
	var label struct{ ID string }
	if err := json.Unmarshal(made.Body.Bytes(), &label); err != nil {
		t.Fatal(err)
	}
	path := "/api/labels/" + label.ID + "/rename"
	w := send(t, handler, "ann", http.MethodPost, path, `{"prefix": "too long"}`, "Idempotency-Key", "a")
	if w.Code != http.StatusUnprocessableEntity || places(t, w) != `["body","prefix"]` {
		t.Errorf("got %d %s, want the prefix refused", w.Code, w.Body)
	}
	w = send(t, handler, "ann", http.MethodPost, path, `{"prefix": "b"}`, "Idempotency-Key", "a")
	if w.Code != http.StatusOK || w.Header().Get("ETag") != `"2"` {
		t.Errorf("got %d %s, want it renamed", w.Code, w.Body)
	}
}
