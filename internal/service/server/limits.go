package server

import "net/http"

// limitBody makes reads beyond the limit fail with an *http.MaxBytesError, which the reader
// turns into a 413. It does not wait for a body with a greater Content-Length; one with a
// smaller Content-Length cannot be longer. The API has its own limit for each operation.
func limitBody(limit int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > limit {
			if r.ProtoMajor == 1 {
				w.Header().Set("Connection", "close") // or net/http would read it after all
			}
			r.Body = tooLarge{limit}
			next.ServeHTTP(w, r)
			return
		}
		if r.ContentLength >= 0 {
			next.ServeHTTP(w, r)
			return
		}
		inner := w
		if rec, ok := w.(*recorder); ok {
			inner = rec.ResponseWriter // net/http knows its own and hangs up
		}
		r.Body = http.MaxBytesReader(inner, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// tooLarge is a body over the limit, before any of it is read.
type tooLarge struct{ limit int64 }

func (b tooLarge) Read([]byte) (int, error) { return 0, &http.MaxBytesError{Limit: b.limit} }

func (tooLarge) Close() error { return nil }
