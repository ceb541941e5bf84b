package server

import (
	"net/http"
	"net/url"
	"strings"
)

// ignoreSlash removes one slash from the end of the path. It does not redirect: a browser
// does not follow a redirect of a preflight, and other clients turn a POST into a GET. Two
// slashes stay and match no path; an escaped slash is part of a name.
func ignoreSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/") { // then the escaped path has no slash there either
			next.ServeHTTP(w, r)
			return
		}
		if path, ok := withoutSlash(r.URL.EscapedPath()); ok {
			u := *r.URL
			u.Path, _ = withoutSlash(u.Path)
			if u.RawPath != "" {
				u.RawPath = path
			}
			r = withURL(r, &u)
		}
		next.ServeHTTP(w, r)
	})
}

func withoutSlash(path string) (string, bool) {
	if len(path) < 2 || !strings.HasSuffix(path, "/") || strings.HasSuffix(path, "//") {
		return path, false
	}
	return path[:len(path)-1], true
}

// headAsGet runs HEAD as GET. net/http drops the body, because it keeps the original
// request. There is nothing to wait for then.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = withURL(r, r.URL)
			r.Method = http.MethodGet
			r.Header = r.Header.Clone()
			r.Header.Del("Accept")
			r.Header.Del("Prefer")
		}
		next.ServeHTTP(w, r)
	})
}

// withURL returns a shallow copy of r: a handler must not change its request.
func withURL(r *http.Request, u *url.URL) *http.Request {
	r = r.WithContext(r.Context())
	r.URL = u
	return r
}
