package cost

import (
	"bufio"
	"bytes"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// attempts is how often a price is measured that is too high: the lowest counts, so that
// another program on the machine makes no test fail.
const attempts = 10

// judge serves a request and returns its price, as a multiple of a good request's.
func (s *service) judge(tb testing.TB, r *request) float64 {
	tb.Helper()
	var times float64
	for i := range attempts {
		took := s.serve(tb, r)
		if now := float64(took) / float64(s.good(r)); i == 0 || now < times {
			times = now
		}
		if times <= dearest {
			break
		}
	}
	if r.status >= http.StatusBadRequest && r.reply > mostReply {
		tb.Errorf("the reply has %d bytes, want at most %d: %s", r.reply, mostReply, r)
	}
	return times
}

// serve serves a request once and returns how much processor time that took. What the
// garbage collector does for it in other threads is not counted.
func (s *service) serve(tb testing.TB, r *request) time.Duration {
	tb.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	w := httptest.NewRecorder()
	begun := threadTime(tb)
	req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(r.raw)))
	if err != nil { // net/http refuses it without a handler
		r.status = http.StatusBadRequest
		return threadTime(tb) - begun
	}
	req.RemoteAddr = "192.0.2.1:1234"
	s.handler.ServeHTTP(w, req.WithContext(tb.Context()))
	took := threadTime(tb) - begun
	r.status, r.reply = w.Code, w.Body.Len()
	return took
}

func threadTime(tb testing.TB) time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &at); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(at.Nano())
}

// tariff is the price of good requests: of the smallest, of each further byte, and of each
// row of a batch.
type tariff struct{ request, kilobyte, row time.Duration }

// good returns the price of a good request of the size of r. A request that succeeds is
// as large as its answer too, and a batch writes a row for each item.
func (s *service) good(r *request) time.Duration {
	size, rows := len(r.raw), 0
	if r.status < http.StatusBadRequest {
		size += r.reply
		if r.op.batch {
			rows = min(r.rows(), mostRows)
		}
	}
	return s.tariff.request + s.tariff.kilobyte*time.Duration(size)/1024 + s.tariff.row*time.Duration(rows)
}

// learn measures what good requests cost.
func (s *service) learn(tb testing.TB) {
	tb.Helper()
	best := func(raw []byte) time.Duration {
		least := time.Hour
		for i := range 300 {
			r := &request{raw: raw, op: &operation{}}
			took := s.serve(tb, r)
			if r.status != http.StatusCreated {
				tb.Fatalf("%s: %s", s.name, r)
			}
			if i >= 20 { // statements are prepared and pools filled
				least = min(least, took)
			}
		}
		return least
	}
	small := best(s.post(s.create, s.body("a")))
	s.tariff.request = small
	if s.batch != "" {
		many := best(s.post(s.batch, "["+strings.Repeat(s.body("a")+",", mostRows-1)+s.body("a")+"]"))
		s.tariff.row = max(many-small, 0) / mostRows
	} else {
		const kilobytes = 32
		large := best(s.post(s.create, s.body(strings.Repeat("a", kilobytes<<10))))
		s.tariff.kilobyte = max(large-small, 0) / kilobytes
	}
	tb.Logf("%s: a good request costs %s, each KiB %s, each row of a batch %s", s.name, s.tariff.request, s.tariff.kilobyte, s.tariff.row)
}
