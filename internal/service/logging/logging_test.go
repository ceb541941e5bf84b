package logging_test

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/logging"
)

// output is what was written, a text for each time.
type output struct {
	mu     sync.Mutex
	writes []string
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writes = append(o.writes, string(p))
	return len(p), nil
}

// take returns what was written since, without its times.
func (o *output) take() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var got []string
	for _, w := range o.writes {
		text := ""
		for line := range strings.Lines(w) {
			_, message, _ := strings.Cut(line, "msg=")
			text += strings.TrimSpace(message) + ";"
		}
		got = append(got, text)
	}
	o.writes = nil
	return got
}

func (o *output) want(t *testing.T, when string, want ...string) {
	t.Helper()
	if got := o.take(); !slices.Equal(got, want) {
		t.Errorf("%s: written %q, want %q", when, got, want)
	}
}

// TestWhenLinesAreWritten: at once where little is logged, together where much is.
func TestWhenLinesAreWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out output
		logger, lines := logging.New(&out, logging.Options{Text: true, Level: slog.LevelInfo})
		after := func(d time.Duration) { time.Sleep(d); synctest.Wait() }
		logger.Info("a")
		synctest.Wait()
		out.want(t, "the first", "a;")
		logger.Info("b")
		logger.Debug("nobody asked for")
		logger.Info("c")
		synctest.Wait()
		out.want(t, "those just after it")
		after(5 * time.Millisecond)
		out.want(t, "5 ms later", "b;c;")
		logger.Info("d")
		synctest.Wait()
		out.want(t, "one after those")
		after(5 * time.Millisecond)
		out.want(t, "5 ms later still", "d;")
		after(5 * time.Millisecond)
		logger.LogAttrs(t.Context(), slog.LevelInfo, "line", slog.String("of", "e"))
		synctest.Wait()
		out.want(t, "after a pause in which nothing came", "line of=e;")

		logger.Info("f")
		logger.Warn("g")
		out.want(t, "a warning", "f;g;")
		logger.With("x", 1).WithGroup("in").Error("h", "y", 2)
		out.want(t, "an error, with attributes", "h x=1 in.y=2;")
		logger.Info("i")
		lines.Flush()
		out.want(t, "the end", "i;")
		lines.Flush()
		out.want(t, "the end once more")
		after(time.Second)
		out.want(t, "nothing is written twice")
	})
}

// TestMuchIsWrittenAtOnce: what waits is bounded, and of what is written together a
// pipe that other processes write to makes one piece.
func TestMuchIsWrittenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &gate{open: make(chan struct{})}
		logger, lines := logging.New(out, logging.Options{Text: true})
		for i := range 100 {
			logger.Info("line", "text", strings.Repeat("x", 40*i))
		}
		close(out.open)
		lines.Flush()
		count := 0
		for _, w := range out.writes {
			n := strings.Count(w, "\n")
			if count += n; n > 1 && len(w) > 4096 || !strings.HasSuffix(w, "\n") {
				t.Errorf("a write of %d bytes and %d lines, want whole lines, and 4096 bytes at most of many", len(w), n)
			}
		}
		if count != 100 || len(out.writes) > 70 {
			t.Errorf("%d lines in %d writes, want 100 in 70 at most", count, len(out.writes))
		}
		time.Sleep(time.Second)
	})
}

// TestLinesAreWhole: of many who log at once, each line stands there, once and whole.
func TestLinesAreWhole(t *testing.T) {
	var out output
	logger, lines := logging.New(&out, logging.Options{})
	const loggers, each = 16, 500
	var wg sync.WaitGroup
	for n := range loggers {
		wg.Go(func() {
			for i := range each {
				logger.Log(t.Context(), []slog.Level{slog.LevelInfo, slog.LevelError}[i%7/6], "line", "number", i, "of", n)
			}
		})
	}
	wg.Wait()
	lines.Flush()
	next := map[int]int{}
	for line := range strings.Lines(strings.Join(out.writes, "")) {
		var said struct{ Number, Of int }
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Number != next[said.Of] {
			t.Fatalf("after %v comes %q: %v", next, line, err)
		}
		next[said.Of]++
	}
	if len(next) != loggers {
		t.Errorf("lines of %d, want those of %d", len(next), loggers)
	}
	for n, lines := range next {
		if lines != each {
			t.Errorf("%d lines of %d, want %d", lines, n, each)
		}
	}
}
