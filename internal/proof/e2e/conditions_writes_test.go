package e2e

import (
	"bytes"
	"net/http"
	"sync"
	"testing"
)

// TestIfNoneMatchOnWrites: a write does not happen to a named version, and with * to no
// existing row (RFC 9110, section 13.1.2).
func TestIfNoneMatchOnWrites(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, op := range conditional {
			for _, c := range []struct {
				name   string
				header map[string]string
				holds  bool
				detail string
			}{
				{"any", map[string]string{"If-None-Match": "*"}, false, "If-None-Match does not hold: the resource exists"},
				{"the present version", map[string]string{"If-None-Match": `"1"`}, false, "If-None-Match does not hold: the resource is at a version that it names"},
				{"weakly", map[string]string{"If-None-Match": `"7", W/"1"`}, false, "If-None-Match does not hold: the resource is at a version that it names"},
				{"another version", map[string]string{"If-None-Match": `"2"`}, true, ""},
				{"the other condition fails", map[string]string{"If-None-Match": `"2"`, "If-Match": `"2"`}, false, "If-Match or If-None-Match does not hold"},
				{"both hold", map[string]string{"If-None-Match": `"2"`, "If-Match": `"1"`}, true, ""},
			} {
				t.Run(op.name+"/"+c.name, func(t *testing.T) {
					made := s.create(t, "ann", map[string]any{"title": "Before"})
					r := s.do(t, call{Method: op.method, Path: taskPath(made.ID) + op.path, User: "ann", Body: op.body, Header: c.header})
					if c.holds {
						if r.Status/100 != 2 {
							t.Errorf("got %d %s, want success", r.Status, r.Body)
						}
						return
					}
					if p := wantProblem(t, r, http.StatusPreconditionFailed); text(p.Detail) != c.detail {
						t.Errorf("detail = %q, want %q", text(p.Detail), c.detail)
					}
					if after := s.read(t, "ann", made.ID); after != made {
						t.Errorf("after a 412: %+v, want %+v", after, made)
					}
				})
			}
		}
	})
}

// TestToggleOnce: a toggle without a body is done once for its key, however often and
// whenever it is repeated.
func TestToggleOnce(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		toggle := call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann", Header: map[string]string{"Idempotency-Key": "k"}}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if r := s.do(t, toggle); r.Status != http.StatusOK && r.Status != http.StatusConflict {
					t.Errorf("at once = %d %s, want 200, or 409 while it is running", r.Status, r.Body)
				}
			})
		}
		all.Wait()
		first := s.do(t, toggle)
		if got := as[task](t, first); first.Status != http.StatusOK || !got.Completed || got.Version != 2 || first.Header.Get("ETag") != `"2"` {
			t.Errorf("again = %d %s with ETag %s, want completed at version 2", first.Status, first.Body, first.Header.Get("ETag"))
		}
		s.do(t, call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann"})
		if again := s.do(t, toggle); !bytes.Equal(again.Body, first.Body) || again.Header.Get("ETag") != `"2"` {
			t.Errorf("after another write = %s, want the first answer %s", again.Body, first.Body)
		}
		if got := s.read(t, "ann", made.ID); got.Completed || got.Version != 3 {
			t.Errorf("the task is %+v, want it toggled twice", got)
		}
	})
}
