package server

import (
	"net/http"
	"sync/atomic"
	"time"
)

// closing is the value of Connection that asks a client to open another. Over HTTP/2,
// net/http turns it into a GOAWAY, which names the requests that can be sent elsewhere.
var closing = []string{"close"}

// recorder remembers the status and the length of the answer. While the server drains, it
// asks the client to open another connection, which a load balancer of connections cannot
// do.
type recorder struct {
	http.ResponseWriter
	draining *atomic.Bool
	id       [1]string // the value of X-Request-Id
	status   int       // 0 until something is written
	bytes    int64
	end      time.Time // when the reply must be written
	mark     int64     // at so many bytes, the deadline moves
}

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // 1xx announces, it does not answer
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) begin(status int) {
	w.status = status
	if status < http.StatusBadRequest {
		revalidate(w.Header())
	}
	if w.draining.Load() {
		w.Header()["Connection"] = closing
	}
}

func (w *recorder) Write(p []byte) (n int, err error) {
	if w.status == 0 {
		w.begin(http.StatusOK)
	}
	if w.bytes+int64(len(p)) > unhurried {
		return w.writeSteadily(p)
	}
	n, err = w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// SetWriteDeadline moves the time at which the reply must be written, as a stream does with each
// event.
func (w *recorder) SetWriteDeadline(end time.Time) error {
	w.end, w.mark = end, w.bytes
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(end)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
