package conformance_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
)

// faultEnv names the fault that the program is to have; set in a process of its
// own, because a test that is expected to fail fails.
const faultEnv = "ENTASK_TEST_FAULT"

// faults spoil an API, each in one way, and name the test that must notice.
var faults = map[string]struct {
	test  string
	spoil func(http.Handler) http.Handler
}{
	"tells a field that is not documented": {"create", response(replace(`"title":`, `"secret":1,"title":`))},
	"hides a field":                        {"create", response(replace(`"completed":`, `"done":`))},
	"writes times with another offset":     {"create", response(replace(`Z"`, `+00:00"`))},
	"creates with another default":         {"create", onMethod("POST", request(setDefault("completed", "true")))},
	"cuts text":                            {"create boundaries", request(replace(`😀😀`, `😀`))},
	"drops unknown fields":                 {"create broken", request(replace(`"no such field"`, `"user_id"`))},
	"names no places":                      {"create broken", response(replace(`"loc":["body"`, `"loc":["bodies"`))},
	"takes null for absent":                {"update", onMethod("PATCH", request(replace(`"description":null`, `"id":null`)))},
	"resets what is absent":                {"update", onMethod("PUT", request(setDefault("priority", `"low"`)))},
	"sends no ETag":                        {"create", dropResponse("ETag")},
	"ends after the first page":            {"order and pages", dropResponse("Link")},
	"has one order":                        {"order and pages", dropQuery("sort")},
	"ignores a filter":                     {"filters", dropQuery("completed")},
	"ignores unknown parameters":           {"parameters", dropQuery("no_such_parameter")},
	"ignores limits":                       {"limit, offset and count", dropQuery("offset")},
	"loses updates":                        {"conditions", dropRequest("If-Match")},
	"always answers in full":               {"conditions", dropRequest("If-None-Match")},
	"creates twice":                        {"idempotency", dropRequest("Idempotency-Key")},
	"shows everybody's lists":              {"access to lists", asFirst(func(r *http.Request) bool { return r.Method == "GET" && r.URL.RawQuery != "" })},
	"shows everybody's items":              {"access", asFirst(func(r *http.Request) bool { return r.Method == "GET" && strings.Count(r.URL.Path, "/") == 4 })},
	"lets everybody delete":                {"access", asFirst(func(r *http.Request) bool { return r.Method == "DELETE" })},
	"does not challenge":                   {"access", dropResponse("WWW-Authenticate")},
	"toggles nothing":                      {"toggle", onMethod("PATCH", request(toggleFalse))},
}

// TestFaultsAreFound: a suite that never fails says nothing.
func TestFaultsAreFound(t *testing.T) {
	if os.Getenv(faultEnv) != "" {
		t.Skip("this is a process with a fault")
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test := "TestSQLite/tasks/" + strings.ReplaceAll(fault.test, " ", "_")
			cmd := exec.Command(os.Args[0], "-test.run=^"+strings.ReplaceAll(test, "/", "$/^")+"$", "-rapid.nofailfile", "-rapid.shrinktime=1ms")
			cmd.Env = append(os.Environ(), faultEnv+"="+name)
			out, err := cmd.CombinedOutput()
			if want := "--- FAIL: " + test + " "; err == nil || !strings.Contains(string(out), want) {
				t.Errorf("got %v, want %q\n%s", err, want, out[:min(len(out), 3000)])
			}
		})
	}
}

// spoiled is the handler with the fault that the process is to have.
func spoiled(h http.Handler) http.Handler {
	if fault, ok := faults[os.Getenv(faultEnv)]; ok {
		return fault.spoil(h)
	}
	return h
}

type change func([]byte) []byte

func replace(old, with string) change {
	return func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte(old), []byte(with)) }
}

// setDefault gives a body that lacks a field a value of it.
func setDefault(field, value string) change {
	return func(raw []byte) []byte {
		if bytes.Contains(raw, []byte(field)) || !bytes.HasPrefix(raw, []byte(`{"`)) {
			return raw
		}
		return append([]byte(`{"`+field+`":`+value+`,`), raw[1:]...)
	}
}

func toggleFalse(raw []byte) []byte {
	if len(raw) == 0 {
		return []byte(`{"completed":false}`)
	}
	return raw
}

// before changes a request on its way in.
func before(alter func(*http.Request)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			alter(r)
			h.ServeHTTP(w, r)
		})
	}
}

func request(c change) func(http.Handler) http.Handler {
	return before(func(r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		raw = c(raw)
		if len(raw) > 0 && r.Header.Get("Content-Type") == "" {
			r.Header.Set("Content-Type", "application/json")
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	})
}

func onMethod(method string, spoil func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method {
				spoil(h).ServeHTTP(w, r)
			} else {
				h.ServeHTTP(w, r)
			}
		})
	}
}

func dropRequest(header string) func(http.Handler) http.Handler {
	return before(func(r *http.Request) { r.Header.Del(header) })
}

func dropQuery(name string) func(http.Handler) http.Handler {
	return before(func(r *http.Request) {
		query := r.URL.Query()
		query.Del(name)
		r.URL.RawQuery = query.Encode()
	})
}

// asFirst takes everybody for the last user who created something.
func asFirst(when func(*http.Request) bool) func(http.Handler) http.Handler {
	var creator atomic.Value
	return before(func(r *http.Request) {
		if who := r.Header.Get("Authorization"); r.Method == http.MethodPost && who != "" {
			creator.Store(who)
		} else if last, ok := creator.Load().(string); ok && who != "" && when(r) {
			r.Header.Set("Authorization", last)
		}
	})
}

// after changes a response on its way out.
func after(alter func(http.Header, []byte) []byte) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			body := alter(rec.Header(), rec.Body.Bytes())
			maps.Copy(w.Header(), rec.Header())
			w.WriteHeader(rec.Code)
			_, _ = w.Write(body)
		})
	}
}

func response(c change) func(http.Handler) http.Handler {
	return after(func(h http.Header, raw []byte) []byte {
		h.Del("Content-Length")
		return c(raw)
	})
}

func dropResponse(header string) func(http.Handler) http.Handler {
	return after(func(h http.Header, raw []byte) []byte {
		h.Del(header)
		return raw
	})
}
