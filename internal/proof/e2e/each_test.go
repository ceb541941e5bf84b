package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

const each = batch + "/each"

// taskOutcome is what became of one of several tasks.
type taskOutcome struct {
	Status  int
	Row     json.RawMessage
	Problem *problemBody
}

// eachCalls are accepted and refused calls of the operations on many tasks, each for itself.
func eachCalls(changed, large string) (calls []call) {
	header := func(name, value string) map[string]string { return map[string]string{name: value} }
	id := strings.TrimPrefix(changed, tasks+"/")
	gone := each + "?ids=" + id
	for method, body := range map[string]string{"POST": `[{"title": "t"}]`, "PATCH": `{"change": {}, "ids": ["` + id + `"]}`} {
		calls = append(calls,
			call{Method: method, Path: each, User: "ann", Body: body},
			call{Method: method, Path: each, Body: body},
			call{Method: method, Path: each, User: "spent", Body: body},
			call{Method: method, Path: each, User: "ann", Body: body, Header: header("If-Match", "*")},
			call{Method: method, Path: each, User: "ann", Body: "["},
			call{Method: method, Path: each, User: "ann", Body: "null"},
			call{Method: method, Path: each, User: "ann", Body: large},
			call{Method: method, Path: each, User: "ann", Body: body, Header: header("Content-Type", "text/plain")})
	}
	return append(calls,
		call{Method: "DELETE", Path: each, User: "ann"}, call{Method: "DELETE", Path: gone}, call{Method: "DELETE", Path: gone, User: "spent"},
		call{Method: "DELETE", Path: gone, User: "ann", Header: header("If-Match", `"1"`)}, call{Method: "DELETE", Path: gone, User: "ann"})
}

// restoreBatchCalls are calls that restore tasks together, in the trash or not.
func restoreBatchCalls(t *testing.T, s *service) (calls []call) {
	t.Helper()
	made := s.createMany(t, "ann", "One", "Two")
	s.deleteMany(t, "ann", idsOf(made)...)
	path := batch + "/restore?ids=" + strings.Join(idsOf(made), "&ids=")
	for _, c := range []call{{User: "bob"}, {}, {User: "spent"}, {Header: map[string]string{"If-Match": `"9"`}, User: "ann"}, {User: "ann"}, {User: "ann"}, {User: "bob"}} {
		c.Method, c.Path = "POST", path
		calls = append(calls, c)
	}
	return append(calls, call{Method: "POST", Path: batch + "/restore", User: "ann"})
}

// TestEach: what is wrong with an item of a list keeps no other from being written, a key
// stands for all of them, and what they cost is counted.
func TestEach(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		create := call{
			Method: "POST", Path: each, User: "ann", Header: map[string]string{"Idempotency-Key": "each"},
			Body: `[{"title": "One"}, {"title": ""}, {"titel": "Two"}, {"title": "Three", "title": "Four"}, {"title": "a\u0000b"}, 7, {"title": "Five"}]`,
		}
		first := s.do(t, create)
		wantOutcomes(t, first, 201, 422, 422, 422, 422, 422, 201)
		of := as[[]taskOutcome](t, first)
		wantPlaces(t, *of[2].Problem, "body.2.title", "body.2.titel")
		wantPlaces(t, *of[3].Problem, "body.3.title")
		wantPlaces(t, *of[5].Problem, "body.5")
		again := s.do(t, create)
		if string(again.Body) != string(first.Body) || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("again = %s, want the first answer %s", again.Body, first.Body)
		}
		if got := as[[]task](t, s.get(t, "ann", tasks)); len(got) != 2 {
			t.Errorf("ann has %d tasks, want 2", len(got))
		}
		var made task
		if err := json.Unmarshal(of[0].Row, &made); err != nil {
			t.Fatal(err)
		}
		change := `{"ids": ["` + made.ID + `", "` + unknownID + `"], "versions": [1, 1], "change": {"completed": true}}`
		wantOutcomes(t, s.do(t, call{Method: "PATCH", Path: each, User: "ann", Body: change}), 200, 404)
		wantOutcomes(t, s.do(t, call{Method: "PATCH", Path: each, User: "ann", Body: change}), 412, 404)
		wantOutcomes(t, s.do(t, call{Method: "DELETE", Path: each + "?ids=" + made.ID, User: "bob"}), 403)
		wantOutcomes(t, s.do(t, call{Method: "DELETE", Path: each + "?ids=" + made.ID, User: "ann"}), 204)
	})
}

func wantOutcomes(t testing.TB, r response, want ...int) {
	t.Helper()
	if r.Status != http.StatusMultiStatus {
		t.Fatalf("status %d %s, want 207", r.Status, r.Body)
	}
	for i, of := range as[[]taskOutcome](t, r) {
		if i >= len(want) || of.Status != want[i] {
			t.Errorf("the outcomes %s, want %v", r.Body, want)
		}
	}
}
