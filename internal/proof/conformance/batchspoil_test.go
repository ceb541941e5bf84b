package conformance_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
)

func onBatch(spoil func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/batch") {
				spoil(h).ServeHTTP(w, r)
			} else {
				h.ServeHTTP(w, r)
			}
		})
	}
}

// onFailure sends half of a refused batch.
func onFailure(method string, half func(*http.Request, []byte) []byte) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return onBatch(func(h http.Handler) http.Handler {
			return onMethod(method, func(h http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					raw, _ := io.ReadAll(r.Body)
					again := r.Clone(r.Context())
					r.Body = io.NopCloser(bytes.NewReader(raw))
					rec := httptest.NewRecorder()
					h.ServeHTTP(rec, r)
					if rec.Code >= http.StatusBadRequest {
						raw = half(again, raw)
						again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
						h.ServeHTTP(httptest.NewRecorder(), again)
					}
					maps.Copy(w.Header(), rec.Header())
					w.WriteHeader(rec.Code)
					_, _ = w.Write(rec.Body.Bytes())
				})
			})(h)
		})(h)
	}
}

func halfOfItems(_ *http.Request, raw []byte) []byte {
	var items []any
	if json.Unmarshal(raw, &items) != nil || len(items) < 2 {
		return raw
	}
	half, _ := json.Marshal(items[:len(items)/2])
	return half
}

func halfOfIDs(_ *http.Request, raw []byte) []byte {
	var body struct {
		IDs    []any `json:"ids"`
		Change any   `json:"change"`
	}
	if json.Unmarshal(raw, &body) != nil || len(body.IDs) < 2 {
		return raw
	}
	body.IDs = body.IDs[:len(body.IDs)/2]
	half, _ := json.Marshal(body)
	return half
}

func halfOfQuery(r *http.Request, raw []byte) []byte {
	query := r.URL.Query()
	query["ids"] = query["ids"][:len(query["ids"])/2]
	r.URL.RawQuery = query.Encode()
	return raw
}

// withoutLast deletes one item fewer than asked.
func withoutLast(r *http.Request) {
	if query := r.URL.Query(); r.Method == http.MethodDelete && len(query["ids"]) > 1 {
		query["ids"] = query["ids"][1:]
		r.URL.RawQuery = query.Encode()
	}
}

func reversed(raw []byte) []byte {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return raw
	}
	slices.Reverse(items)
	again, _ := json.Marshal(items)
	return again
}
