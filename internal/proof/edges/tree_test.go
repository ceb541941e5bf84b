package edges

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// branch creates folders, each below the one before.
func (g *graph) branch(user string, n int) []string {
	g.t.Helper()
	var all []string
	for i := range n {
		body := fmt.Sprintf(`{"name": "f%d"}`, i)
		if i > 0 {
			body = fmt.Sprintf(`{"name": "f%d", "parent_id": %q}`, i, all[i-1])
		}
		all = append(all, g.create(user, "/folders", body))
	}
	return all
}

// No update puts a folder below itself, and one that does not is one UPDATE.
func TestTreeHasNoCircle(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		f := g.branch("ann", 4)
		other := g.create("ann", "/folders", `{"name": "other"}`)
		for _, method := range []string{"PUT", "PATCH"} {
			for i := range f {
				w := g.send("ann", method, "/folders/"+f[0], fmt.Sprintf(`{"name": "moved", "parent_id": %q}`, f[i]))
				wantCircle(t, w.Code, w.Body.String(), `"loc":["body","parent_id"]`)
				w = g.send("ann", method, "/folders/"+f[0], fmt.Sprintf(`{"parent_id": %q}`, f[i]), "If-Match", `"1"`)
				wantCircle(t, w.Code, w.Body.String(), `"loc":["body","parent_id"]`)
			}
		}
		w := g.send("ann", "PATCH", "/folders/batch", fmt.Sprintf(`{"ids": [%q, %q], "change": {"parent_id": %q}}`, other, f[1], f[3]))
		wantCircle(t, w.Code, w.Body.String(), `"loc":["body","change","parent_id"]`)
		for i, id := range f {
			if got := g.read("ann", "/folders/"+id); got["name"] != fmt.Sprintf("f%d", i) || i > 0 && got["parent_id"] != f[i-1] {
				t.Errorf("a refused update changed %v", got)
			}
		}
		if got := g.read("ann", "/folders/"+other); got["parent_id"] != nil {
			t.Errorf("a refused batch moved %v", got)
		}
		for _, parent := range []string{f[0], other, f[1], f[2]} {
			if w := g.send("ann", "PATCH", "/folders/"+f[3], fmt.Sprintf(`{"parent_id": %q}`, parent)); w.Code != http.StatusOK {
				t.Errorf("move = %d %s, want 200", w.Code, w.Body)
			}
			if got, want := g.sent.Words(), "SELECT UPDATE"; got != want { // the parent may be in the trash
				t.Errorf("a move sends %s, want %s", got, want)
			}
		}
		w = g.send("ann", "PATCH", "/folders/batch", fmt.Sprintf(`{"ids": [%q, %q], "change": {"parent_id": %q}}`, f[2], f[3], other))
		if w.Code != http.StatusOK {
			t.Errorf("batch = %d %s, want 200", w.Code, w.Body)
		}
	})
}

// A missing folder, and one of somebody else, are refused as without a parent.
func TestTreeOfOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		mine, theirs := g.create("ann", "/folders", `{"name": "a"}`), g.create("bob", "/folders", `{"name": "b"}`)
		body := fmt.Sprintf(`{"parent_id": %q}`, mine)
		for id, want := range map[string]int{theirs: http.StatusForbidden, uuid.NewString(): http.StatusNotFound} {
			if w := g.send("ann", "PATCH", "/folders/"+id, body); w.Code != want {
				t.Errorf("PATCH = %d %s, want %d", w.Code, w.Body, want)
			}
		}
		if w := g.send("ann", "PATCH", "/folders/"+theirs, body, "If-Match", `"9"`); w.Code != http.StatusForbidden {
			t.Errorf("PATCH = %d %s, want 403", w.Code, w.Body)
		}
		if w := g.send("ann", "PATCH", "/folders/"+g.create("ann", "/folders", `{"name": "c"}`), body, "If-Match", `"9"`); w.Code != http.StatusPreconditionFailed {
			t.Errorf("PATCH = %d %s, want 412", w.Code, w.Body)
		}
	})
}

// Updates at the same moment close no circle together.
func TestTreeMovedByMany(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	for range 10 {
		f := []string{}
		for i := range 3 {
			f = append(f, g.create("ann", "/folders", fmt.Sprintf(`{"name": "f%d"}`, i)))
		}
		var all sync.WaitGroup
		for i := range f {
			all.Go(func() {
				w := g.send("ann", "PATCH", "/folders/"+f[i], fmt.Sprintf(`{"parent_id": %q}`, f[(i+1)%len(f)]))
				if w.Code != http.StatusOK && w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusConflict {
					t.Errorf("PATCH = %d %s, want 200, 409 or 422", w.Code, w.Body)
				}
			})
		}
		all.Wait()
		roots := 0
		for _, id := range f {
			if g.read("ann", "/folders/"+id)["parent_id"] == nil {
				roots++
			}
		}
		if roots == 0 {
			t.Fatal("three updates at the same moment made a circle")
		}
	}
}

// An update waits for one that moves a row above the new parent, and does not go by what
// was there before.
func TestTreeWaitsForAMove(t *testing.T) {
	for name, tc := range map[string]struct{ to, want int }{
		"below the row": {0, http.StatusUnprocessableEntity},
		"elsewhere":     {2, http.StatusConflict},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGraph(t, pgtest.NewDatabase(t))
			var f []string
			for i := range 3 {
				f = append(f, g.create("ann", "/folders", fmt.Sprintf(`{"name": "f%d"}`, i)))
			}
			ctx := viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
			tx, err := g.client.Tx(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Folder.UpdateOneID(uuid.MustParse(f[1])).SetParentID(uuid.MustParse(f[tc.to])).SaveReturning(ctx); err != nil {
				t.Fatal(err)
			}
			answer := make(chan *httptest.ResponseRecorder, 1)
			go func() { answer <- g.send("ann", "PATCH", "/folders/"+f[0], fmt.Sprintf(`{"parent_id": %q}`, f[1])) }()
			select {
			case w := <-answer:
				t.Errorf("PATCH = %d %s before the move ended", w.Code, w.Body)
				return
			case <-time.After(200 * time.Millisecond):
			}
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			if w := <-answer; w.Code != tc.want {
				t.Errorf("PATCH = %d %s, want %d", w.Code, w.Body, tc.want)
			}
		})
	}
}

// rest.Cyclic lets rows lead to each other.
func TestCyclicIsNoTree(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		ann := g.create("ann", "/people", `{"name": "Ann"}`)
		if w := g.send("ann", "PATCH", "/people/"+ann, fmt.Sprintf(`{"idol_id": %q}`, ann)); w.Code != http.StatusOK {
			t.Errorf("PATCH = %d %s, want 200", w.Code, w.Body)
		}
	})
}

func wantCircle(t *testing.T, code int, body, loc string) {
	t.Helper()
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, loc) || !strings.Contains(body, `"type":"circular_reference"`) {
		t.Errorf("got %d %s, want 422 circular_reference at %s", code, body, loc)
	}
}
