package logging_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/logging"
)

// gate is an output that takes nothing while it is shut, and then whatever waited.
type gate struct {
	output
	open chan struct{} // closed when it is
}

func (g *gate) Write(p []byte) (int, error) {
	<-g.open
	return g.output.Write(p)
}

// all returns what was written, as one text.
func (g *gate) all() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return strings.Join(g.writes, "")
}

// TestNobodyWaitsForTheReader: while nobody reads the log, those who log go on. What
// does not fit is dropped, counted, and said once somebody reads again.
func TestNobodyWaitsForTheReader(t *testing.T) {
	pipe, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	logger, lines := logging.New(out, logging.Options{Text: true})
	const n = 20000
	text := strings.Repeat("x", 200)
	var slowest time.Duration
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range n {
			start := time.Now()
			logger.Log(t.Context(), []slog.Level{slog.LevelInfo, slog.LevelError}[i%10/9], "line", "text", text)
			slowest = max(slowest, time.Since(start))
		}
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		pipe.Close()
		t.Fatal("who logs waits for who does not read")
	}
	if slowest > 10*time.Second {
		t.Errorf("one line took %s, want no waiting for the reader", slowest)
	}
	dropped := lines.Dropped()
	if dropped == 0 || dropped >= n {
		t.Errorf("%d of %d lines dropped, want some", dropped, n)
	}
	read := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = b.ReadFrom(pipe)
		read <- b.String()
	}()
	lines.Flush()
	out.Close()
	got := <-read
	if kept := strings.Count(got, text); int64(kept)+dropped != n {
		t.Errorf("%d kept and %d dropped of %d", kept, dropped, n)
	}
	if len(got) < 1<<20 {
		t.Errorf("%d bytes kept, want a MiB", len(got))
	}
	if want := `level=WARN msg="log lines were dropped"`; strings.Count(got, want) != 1 {
		t.Errorf("%q is there %d times, want once", want, strings.Count(got, want))
	}
}

// TestStalled goes through a stall with a clock of its own.
func TestStalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{open: make(chan struct{})}
		logger, lines := logging.New(out, logging.Options{})
		took := func(log func()) time.Duration {
			start := time.Now()
			log()
			return time.Since(start)
		}
		logger.Info("first")
		if d := took(func() { logger.Warn("a warning waits a little") }); d == 0 || d > 100*time.Millisecond {
			t.Errorf("the first warning waited %s, want at most 100ms", d)
		}
		if d := took(func() { logger.Warn("the next not at all") }); d != 0 {
			t.Errorf("a warning waited %s for a write that is known to be stuck", d)
		}
		long := strings.Repeat("x", 1000)
		for range 2000 {
			logger.Info("line", "text", long)
		}
		if d := took(lines.Flush); d > time.Second {
			t.Errorf("the end waited %s, want a second at most", d)
		}
		close(out.open)
		synctest.Wait()
		time.Sleep(10 * time.Millisecond)
		synctest.Wait()
		got := out.all()
		for _, once := range []string{"a warning waits a little", "the next not at all", "log lines were dropped"} {
			if strings.Count(got, once) != 1 {
				t.Errorf("%q is there %d times, want once", once, strings.Count(got, once))
			}
		}
		kept := strings.Count(got, long)
		if lines.Dropped() != int64(2000-kept) || kept < 900 || len(got) > 1<<20+300 {
			t.Errorf("%d kept in %d bytes, %d dropped, want 2000 in all, and a MiB kept", kept, len(got), lines.Dropped())
		}
		if said := `"msg":"log lines were dropped","count":` + strconv.Itoa(2000-kept) + `,"total":` + strconv.Itoa(2000-kept); !strings.Contains(got, said) {
			t.Errorf("the log does not say %s", said)
		}
		if d := took(func() { logger.Warn("after it") }); d != 0 || !strings.Contains(out.all(), "after it") {
			t.Errorf("a warning afterwards waited %s, want it written at once", d)
		}
		time.Sleep(time.Second)
	})
}

// broken is an output that refuses.
type broken struct {
	output
	err error
}

func (b *broken) Write(p []byte) (int, error) {
	b.mu.Lock()
	err := b.err
	b.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return b.output.Write(p)
}

func (b *broken) set(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// TestRefusedLines: what cannot be written is counted, and said when it can again.
func TestRefusedLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out broken
		logger, lines := logging.New(&out, logging.Options{Text: true})
		after := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		out.set(errors.New("the disk is full"))
		logger.Info("a")
		logger.Warn("b")
		logger.Info("c")
		after(time.Minute)
		if got := lines.Dropped(); got != 3 {
			t.Errorf("%d dropped, want 3", got)
		}
		out.set(nil)
		logger.Info("d")
		after(time.Second)
		out.want(t, "when the disk has room", "d;", `"log lines were dropped" count=3 total=3;`)
	})
}
