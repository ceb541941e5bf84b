package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, path := range []string{"/health", "/livez", "/readyz", "/health/", "/livez/", "/readyz/"} {
			r := s.get(t, "", path)
			if got := as[map[string]any](t, r); got["status"] != "ok" {
				t.Errorf("%s = %s, want status ok", path, r.Body)
			}
			if got := r.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s: Cache-Control = %q, want no-store", path, got)
			}
		}
		if got := as[map[string]any](t, s.get(t, "", "/health")); got["database"] != "ok" {
			t.Errorf("health = %v, want it to speak of the database", got)
		}
		for _, path := range []string{"/docs", "/docs/"} {
			page := s.get(t, "", path)
			if got := page.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/html") {
				t.Errorf("%s: content type = %q, want text/html", path, got)
			}
			assets := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(page.Body), -1)
			if len(assets) < 2 {
				t.Errorf("%s names %d assets, want scripts and styles", path, len(assets))
			}
			for _, asset := range assets {
				if strings.Contains(asset[1], "//") {
					t.Errorf("%s asks another host for %s", path, asset[1])
					continue
				}
				s.get(t, "", asset[1])
			}
		}
		first := s.get(t, "", "/openapi.json")
		again := s.do(t, call{Method: "GET", Path: "/openapi.json", Header: map[string]string{"If-None-Match": first.Header.Get("ETag")}})
		if again.Status != http.StatusNotModified {
			t.Errorf("the document asked for again = %d, want 304", again.Status)
		}
	})
}

// TestCORS asks as browsers do, from the frontend's origin and from a foreign one.
func TestCORS(t *testing.T) {
	const frontend, foreign = "http://localhost:3000", "https://evil.example"
	s := start(t, sqliteURL(t))
	preflight := func(origin, method, headers string) response {
		return s.do(t, call{Method: "OPTIONS", Path: taskPath(unknownID), Header: map[string]string{
			"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers,
		}})
	}
	const wanted = "authorization,content-type,idempotency-key,if-match,if-none-match"
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		r := preflight(frontend, method, wanted)
		allowed := strings.ToLower(r.Header.Get("Access-Control-Allow-Headers"))
		for name := range strings.SplitSeq(wanted, ",") {
			if !strings.Contains(allowed, name) {
				t.Errorf("preflight of %s allows the headers %q, want %s among them", method, allowed, name)
			}
		}
		simple := method == "GET" || method == "HEAD" || method == "POST" // allowed without asking
		if got := r.Header.Get("Access-Control-Allow-Methods"); r.Status/100 != 2 || !simple && !strings.Contains(got, method) {
			t.Errorf("preflight of %s = %d, methods %q, want success and the method", method, r.Status, got)
		}
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != frontend {
			t.Errorf("preflight of %s allows the origin %q, want %q", method, got, frontend)
		}
	}
	for name, r := range map[string]response{
		"a foreign origin":            preflight(foreign, "PUT", "authorization"),
		"an origin that begins alike": preflight(frontend+"1", "PUT", "authorization"),
		"no origin":                   preflight("null", "PUT", "authorization"),
		"a foreign method":            preflight(frontend, "PURGE", "authorization"),
		"a foreign header":            preflight(frontend, "PUT", "x-anything"),
	} {
		if r.Status/100 == 2 && (r.Header.Get("Access-Control-Allow-Headers") != "" || r.Header.Get("Access-Control-Allow-Methods") != "") {
			t.Errorf("preflight of %s = %d %v, want no leave", name, r.Status, r.Header)
		}
		if r.Status >= 400 {
			wantProblem(t, r, r.Status)
		}
	}
	exposed := []string{"ETag", "Link", "Location", "X-Total-Count", "Retry-After", "RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset", "Deprecation", "Sunset"}
	made := s.create(t, "ann", map[string]any{"title": "t"})
	for _, c := range []struct {
		call   call
		status int
	}{
		{call{Method: "GET", Path: tasks, User: "ann"}, 200},
		{call{Method: "HEAD", Path: tasks + "/", User: "ann"}, 200},
		{call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`}, 201},
		{call{Method: "GET", Path: taskPath(made.ID), User: "ann"}, 200},
		{call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann"}, 200},
		{call{Method: "POST", Path: tasks, User: "ann", Body: `{`}, 400},
		{call{Method: "GET", Path: tasks}, 401},
		{call{Method: "GET", Path: taskPath(made.ID), User: "bob"}, 403},
		{call{Method: "GET", Path: "/api/v1/nothing"}, 404},
		{call{Method: "GET", Path: "/nowhere"}, 404},
		{call{Method: "PURGE", Path: tasks}, 405},
		{call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "` + strings.Repeat("x", 256<<10) + `"}`}, 413},
		{call{Method: "GET", Path: tasks + "?limit=0", User: "ann"}, 422},
		{call{Method: "DELETE", Path: taskPath(made.ID), User: "ann"}, 204},
	} {
		for _, origin := range []string{frontend, foreign} {
			if origin == foreign && c.status == http.StatusNoContent {
				continue // it is gone
			}
			c.call.Header = map[string]string{"Origin": origin}
			r := s.do(t, c.call)
			if r.Status != c.status {
				t.Errorf("%s %s = %d %s, want %d", c.call.Method, c.call.Path, r.Status, r.Body, c.status)
			}
			if got := r.Header.Get("Access-Control-Allow-Credentials"); got != "" {
				t.Errorf("credentials are allowed: %s", got)
			}
			if vary := strings.Join(r.Header.Values("Vary"), ","); !strings.Contains(vary, "Origin") {
				t.Errorf("%s %s: Vary = %q, want Origin", c.call.Method, c.call.Path, vary)
			}
			if got, want := r.Header.Get("Access-Control-Allow-Origin"), map[string]string{frontend: frontend}[origin]; got != want {
				t.Errorf("%s %s, a %d: allows the origin %q, want %q", c.call.Method, c.call.Path, r.Status, got, want)
			}
			shown := "," + strings.ToLower(strings.ReplaceAll(strings.Join(r.Header.Values("Access-Control-Expose-Headers"), ","), " ", "")) + ","
			for _, name := range exposed {
				if got, want := strings.Contains(shown, ","+strings.ToLower(name)+","), origin == frontend; got != want {
					t.Errorf("%s %s, a %d: exposes %s = %v to %s, want %v", c.call.Method, c.call.Path, r.Status, name, got, origin, want)
				}
			}
		}
	}
}

// TestExamplesOfErrors: what the document shows of an error is what the service says.
func TestExamplesOfErrors(t *testing.T) {
	s := start(t, sqliteURL(t))
	document := as[struct {
		Components struct {
			Responses map[string]struct {
				Content map[string]struct {
					Example struct {
						Status int
						Title  string
						Detail string
						Errors any
					}
				}
			}
		}
	}](t, s.get(t, "", "/openapi.json"))
	anns := taskPath(s.create(t, "ann", map[string]any{"title": "t"}).ID)
	answers := map[string]response{
		"BadRequest":           s.do(t, call{Method: "POST", Path: tasks, User: "ann", Body: `{`}),
		"Unauthorized":         s.do(t, call{Method: "GET", Path: tasks}),
		"Forbidden":            s.do(t, call{Method: "GET", Path: anns, User: "bob"}),
		"NotFound":             s.do(t, call{Method: "GET", Path: taskPath(unknownID), User: "ann"}),
		"NoCondition":          s.do(t, call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: map[string]string{"If-Match": `"9"`}}),
		"PreconditionFailed":   s.do(t, call{Method: "PATCH", Path: anns, User: "ann", Body: `{}`, Header: map[string]string{"If-Match": `"9"`}}),
		"UnsupportedMediaType": s.do(t, call{Method: "POST", Path: tasks, User: "ann", Body: `x`, Header: map[string]string{"Content-Type": "text/plain"}}),
		"ContentTooLarge":      s.do(t, call{Method: "PATCH", Path: anns + "/toggle", User: "ann", Body: strings.Repeat(" ", 64<<10) + `{"completed": true}`}),
		"UnprocessableContent": s.do(t, call{Method: "GET", Path: tasks + "?no_such_parameter=1", User: "ann"}),
	}
	seen := 0
	for name, r := range document.Components.Responses {
		example := r.Content["application/problem+json"].Example
		answer, ok := answers[name]
		if !ok {
			continue
		}
		seen++
		got := as[struct {
			Title, Detail string
			Errors        any
		}](t, answer)
		if got.Title != example.Title || got.Detail != example.Detail || string(mustJSON(t, got.Errors)) != string(mustJSON(t, example.Errors)) {
			t.Errorf("the example of %s is %+v, the service says %s", name, example, answer.Body)
		}
	}
	if seen != len(answers) {
		t.Errorf("the document has examples of %d of %d errors", seen, len(answers))
	}
}
