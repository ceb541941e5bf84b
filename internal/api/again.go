package api

import (
	"bytes"
	"net/http"

	"github.com/entask/entask/internal/request"
)

// attempts is how often an operation is begun that the database undoes.
const attempts = 5

// again runs an operation again that the database undid so that another could go on:
// two batches that create the same in different order wait for each other, and one of
// them must give way. The answerer says whether it was undone, and then answers nothing.
func again(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info := request.FromContext(r.Context())
		info.Request = r
		for {
			info.Undone = false
			info.Attempts++
			next.ServeHTTP(w, r)
			if !info.Undone {
				return
			}
			if info.Body != nil {
				r.Body = &replay{*bytes.NewReader(info.Body), nil}
			}
		}
	})
}
