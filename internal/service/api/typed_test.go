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

// TestTypedReplies: a Go type with rows in it, the reply of an operation written by hand,
// is its own to the byte, and so are lists, which are written in the same memory for all
// requests, while many users ask for both.
func TestTypedReplies(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	base := listen(t, handler).URL + "/api/labels"
	c := client(t, false)
	wants := map[string]map[string]string{}
	for n := range 10 {
		user := fmt.Sprintf("user-%d", n)
		wants[user] = placed(t, c, base, user, 5+n*10)
	}
	var wg sync.WaitGroup
	for user, want := range wants {
		wg.Go(func() {
			for range 4 {
				for url, body := range want {
					got, err := call(t.Context(), c, user, http.MethodGet, url, "")
					if err != nil || got.status != http.StatusOK || got.body != body {
						t.Errorf("%s: GET %s: got %d, %v\n%s\nwant\n%s", user, url, got.status, err, got.body, body)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

// placed makes labels of a user, and returns what is to be answered from then on: to
// where some of them stand, and to as many lists, by URL.
func placed(t *testing.T, c *http.Client, base, user string, many int) map[string]string {
	t.Helper()
	names := make([]string, many)
	for i := range names {
		names[i] = fmt.Sprintf(`"%03d of %s%s"`, i, user, strings.Repeat("x", i%20))
	}
	made, err := call(t.Context(), c, user, http.MethodPost, base+"/batch", `[{"name": `+strings.Join(names, `}, {"name": `)+`}]`)
	if err != nil || made.status != http.StatusCreated {
		t.Fatalf("%s: create: %v %s", user, err, made.body)
	}
	var rows []json.RawMessage
	if err := json.Unmarshal([]byte(made.body), &rows); err != nil || len(rows) != many {
		t.Fatalf("%s: create: got %d, %v, want %d: %s", user, len(rows), err, many, made.body)
	}
	want := map[string]string{}
	for i, id := range own(t, user, made.body, many)[:5] {
		want[base+"/"+id+"/place"] = fmt.Sprintf(`{"label":%s,"names":[%s],"place":%d}`, rows[i], strings.Join(names, ","), i)
		list, err := json.Marshal(rows[:many-i])
		if err != nil {
			t.Fatal(err)
		}
		want[fmt.Sprintf("%s?sort=created_at&limit=%d", base, many-i)] = string(list)
	}
	return want
}
