package server

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/request"
)

// panicError is a panic as the cause of a 500.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// panicked is the error type of every panic in traces.
const panicked = "panic"

// ErrorType implements the interface by which OpenTelemetry finds the type of an error.
func (*panicError) ErrorType() string { return panicked }

// recoverPanic answers a panic with 500. If the answer has begun, it breaks the connection,
// so that the client does not take half an answer for a whole one.
func recoverPanic(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if err, ok := value.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(value) // net/http's own way to break a connection
			}
			request.Failed(r.Context(), &panicError{value, string(debug.Stack())})
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				panic(http.ErrAbortHandler)
			}
			refuse(w, r, http.StatusInternalServerError, "Internal server error")
		}()
		next.ServeHTTP(w, r)
	})
}

// refuse answers with a problem document.
func refuse(w http.ResponseWriter, r *http.Request, status int, detail string) {
	p := problem.New(status, detail)
	p.RequestID = request.IdentityOf(r.Context()).ID
	problem.Write(w, p)
}
