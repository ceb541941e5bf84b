package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
)

// mostAttempts is how often an undone operation is begun at most.
const mostAttempts = 8

// again begins an operation again if surely nothing was done. For example, two batches
// that create the same rows in different order deadlock, and the database undoes one of
// them. The answerer says that an attempt was undone, and then does not answer it.
func again(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served := request.Of(r.Context())
		attempts, inbound := served.Attempts(), served.Inbound()
		for {
			attempts.Begin()
			next.ServeHTTP(w, r)
			if !attempts.Undone() {
				return
			}
			_ = retry.Pause(r.Context(), attempts.Begun()) // the next attempt finds out that there is no time left
			if inbound.Body != nil {
				r.Body = io.NopCloser(bytes.NewReader(inbound.Body))
			}
		}
	})
}

// repeats says whether an operation that ended with err is begun again: nothing of it was
// done, or its method is safe (RFC 9110, section 9.2.1).
func repeats(ctx context.Context, r *http.Request, err error) bool {
	attempts := request.AttemptsOf(ctx)
	return 0 < attempts.Begun() && attempts.Begun() < mostAttempts && ctx.Err() == nil &&
		(retry.IsSafe(err) && !attempts.Wrote() || isSafe(r.Method) && retry.IsUnknown(err))
}

// roomFor waits where the reply of a safe operation found no memory, which is an error of
// type *memory.Full. It returns nil when the operation can begin again, or else the error to
// answer.
func roomFor(ctx context.Context, r *http.Request, err error) error {
	if _, full := errors.AsType[*memory.Full](err); !full || !isSafe(r.Method) {
		return err
	}
	if n := request.AttemptsOf(ctx).Begun(); n == 0 || n >= mostAttempts {
		return err
	}
	reply.TextsOf(ctx).Release() // what was written so far
	request.PlaceOf(ctx).Leave() // others may use the database meanwhile
	return memory.Of(ctx).Wait(ctx)
}

func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }
