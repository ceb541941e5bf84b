package server

import (
	"net/http"
	"time"
)

// A client that does not read holds the memory of its reply. A long reply is written in
// pieces, and each piece must be taken in time, besides the whole of it.
const (
	unhurried = 64 << 10 // of a reply is written in one piece
	piecewise = 32 << 10
	// pieceTimeout is how long a client may take for a piece.
	pieceTimeout = 10 * time.Second
	// sendBuffer is how much the kernel takes of a reply before the client has read it.
	sendBuffer = 128 << 10
)

// writeSteadily writes p in pieces. The deadline of a piece moves no later than the end of
// the reply.
func (w *recorder) writeSteadily(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		if w.bytes >= w.mark {
			w.mark = w.bytes + piecewise
			_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(earlier(time.Now().Add(pieceTimeout), w.end)) // some writers have none
		}
		var n int
		n, err = w.ResponseWriter.Write(p[:min(len(p), piecewise)])
		w.bytes += int64(n)
		written += n
		p = p[n:]
	}
	return written, err
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
