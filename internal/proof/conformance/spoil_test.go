package conformance_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
)

type change func([]byte) []byte

func replace(old, with string) change {
	return func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte(old), []byte(with)) }
}

// setDefault adds a value for a field that a body lacks.
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

// asFirst answers every request as the last user who created something.
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

func addResponse(header, value string) func(http.Handler) http.Handler {
	return after(func(h http.Header, raw []byte) []byte {
		h.Set(header, value)
		return raw
	})
}

// keepFirst drops all values of a header but the first.
func keepFirst(header string) func(http.Handler) http.Handler {
	return after(func(h http.Header, raw []byte) []byte {
		h.Set(header, h.Get(header))
		return raw
	})
}

// keepsList answers that a list is as it was to whoever names a tag of one.
func keepsList(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tag := r.Header.Get("If-None-Match"); r.Method == http.MethodGet && strings.HasPrefix(tag, "W/") {
			w.Header().Set("ETag", tag)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		next.ServeHTTP(w, r)
	})
}
