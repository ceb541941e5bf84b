package conformance_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
)

func pattern(old, with string) change {
	re := regexp.MustCompile(old)
	return func(raw []byte) []byte { return re.ReplaceAll(raw, []byte(with)) }
}

func addQuery(name, value string) func(http.Handler) http.Handler {
	return before(func(r *http.Request) {
		if query := r.URL.Query(); r.Method == http.MethodGet && !query.Has(name) {
			query.Set(name, value)
			r.URL.RawQuery = query.Encode()
		}
	})
}

// renameQuery renames a parameter of a list.
func renameQuery(name, with string) func(http.Handler) http.Handler {
	return before(func(r *http.Request) {
		if query := r.URL.Query(); r.Method == http.MethodGet && query.Has(name) && !query.Has(with) {
			query[with] = query[name]
			query.Del(name)
			r.URL.RawQuery = query.Encode()
		}
	})
}

// tagWithoutExpansion answers a conditional read as if it had no expansion.
func tagWithoutExpansion(r *http.Request) {
	if query := r.URL.Query(); r.Header.Get("If-None-Match") != "" {
		query.Del("expand")
		r.URL.RawQuery = query.Encode()
	}
}

// aboveParent answers /projects/ID/tasks with /tasks.
func aboveParent(r *http.Request) {
	if parts := strings.Split(r.URL.Path, "/"); r.Method == http.MethodGet && len(parts) == 5 {
		r.URL.Path = strings.Join([]string{"", parts[1], parts[4]}, "/")
	}
}

// ownList filters a list by its viewer.
func ownList(r *http.Request) {
	if query := r.URL.Query(); r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/posts") {
		query.Set("user_id", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		r.URL.RawQuery = query.Encode()
	}
}

// confirmed confirms every erasure.
func confirmed(r *http.Request) {
	if query := r.URL.Query(); r.Method == http.MethodDelete && query.Has(confirm) {
		query.Set(confirm, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		r.URL.RawQuery = query.Encode()
	}
}

// eraseFirst erases who is named, whoever asks.
func eraseFirst(r *http.Request) {
	if name := r.URL.Query().Get(confirm); r.Method == http.MethodDelete && name != "" && r.Header.Get("Authorization") != "" {
		r.Header.Set("Authorization", "Bearer "+name)
	}
}

const confirm = "confirm"

// exportOne asks for one row, so that an export costs less.
func exportOne(r *http.Request) {
	if query := r.URL.Query(); strings.HasSuffix(r.URL.Path, "/me/export") && query.Has("limit") {
		query.Set("limit", "1")
		r.URL.RawQuery = query.Encode()
	}
}

func nothing(http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
}

// onStatus replaces a status by another one.
func onStatus(from, to int) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			if rec.Code == from {
				rec.Code = to
			}
			maps.Copy(w.Header(), rec.Header())
			w.WriteHeader(rec.Code)
			if rec.Code != http.StatusNoContent {
				_, _ = w.Write(rec.Body.Bytes())
			}
		})
	}
}
