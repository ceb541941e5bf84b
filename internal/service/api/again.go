package api

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
)

// attempts is how often an operation is begun of which nothing was done.
const attempts = 8

// again runs an operation again of which surely nothing was done: two batches that create
// the same in different order wait for each other, and one of them must give way. The
// answerer says whether it was undone, and then answers nothing.
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
			_ = retry.Pause(r.Context(), info.Attempts) // the next attempt finds out that there is no time left
			if info.Body != nil {
				r.Body = io.NopCloser(bytes.NewReader(info.Body))
			}
		}
	})
}

// repeats says whether an operation that ended with err is begun again: nothing of it was
// done, or it is safe (RFC 9110, section 9.2.1) and does nothing that counts.
func repeats(ctx context.Context, r *http.Request, err error) bool {
	info := request.FromContext(ctx)
	return 0 < info.Attempts && info.Attempts < attempts && ctx.Err() == nil &&
		(retry.IsSafe(err) && !info.Wrote.Load() || isSafe(r.Method) && retry.IsUnknown(err))
}

func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }
