package logging_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/logging"
)

// written returns the lines of a log, each as an object.
func written(t *testing.T, log string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(log) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		delete(m, "time")
		all = append(all, m)
	}
	return all
}

const leftOut = "lines like the last ones were left out"

// TestRepeats: of many lines of one kind in a second the first are written, and then how
// many were not. Nothing is lost: whole lines and counts add up.
func TestRepeats(t *testing.T) {
	for name, tc := range map[string]struct {
		say  func(l *slog.Logger)
		want int      // lines that are written whole
		more []string // what the summaries say, "{count} {line} {status} {route} {address} {addresses}"
	}{
		"refused alike": {func(l *slog.Logger) {
			for i := range 1000 {
				l.Info("request", "request_id", i, "status", 401, "address", fmt.Sprintf("192.0.2.%d", 1+i%3/2), "route", "list", "refusal", fmt.Sprint(i))
			}
		}, 20, []string{"980 request 401 list 192.0.2.1 2"}},
		"few": {func(l *slog.Logger) {
			for range 20 {
				l.Info("request", "status", 404)
			}
		}, 20, nil},
		"of two kinds": {func(l *slog.Logger) {
			for range 30 {
				l.Info("request", "status", 404, "route", "read")
				l.Info("request", "status", 422, "route", "read")
			}
		}, 40, []string{"10 request 404 read <nil> <nil>", "10 request 422 read <nil> <nil>"}},
		"succeeded": {func(l *slog.Logger) {
			for range 100 {
				l.Info("request", "status", 200, "route", "read")
				l.Info("request", "status", 304, "route", "read")
			}
		}, 200, nil},
		"errors": {func(l *slog.Logger) {
			for range 100 {
				l.Error("request", "status", 503, "route", "read")
			}
		}, 100, nil},
		"not about requests": {func(l *slog.Logger) {
			of := slog.NewLogLogger(l.Handler(), slog.LevelWarn) // as net/http has it
			for i := range 100 {
				of.Printf("http2: server: error from 192.0.2.%d:%d", i, i)
			}
		}, 20, []string{"80 http2: server: error from  <nil> <nil> <nil> <nil>"}},
		"of a logger with attributes": {func(l *slog.Logger) {
			for i := range 50 {
				l.With("part", i).Warn("tried again")
			}
		}, 20, []string{"30 tried again <nil> <nil> <nil> <nil>"}},
		"of too many kinds": {func(l *slog.Logger) {
			for range 30 {
				for i := range 400 {
					l.Info("request", "status", 404, "route", fmt.Sprint(i))
				}
			}
		}, 256*20 + 20, append(eachOf(256, "10 request 404 %d <nil> <nil>"), "4300 other lines <nil> <nil> <nil> <nil>")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger, lines := logging.New(&log, logging.Options{})
				tc.say(logger)
				time.Sleep(1001 * time.Millisecond)
				lines.Flush()
				time.Sleep(time.Second) // until nobody writes
				whole, more := 0, map[string]bool{}
				for _, m := range written(t, log.String()) {
					if m["msg"] != leftOut {
						whole++
						continue
					}
					more[fmt.Sprint(m["count"], " ", m["line"], " ", m["status"], " ", m["route"], " ", m["address"], " ", m["addresses"])] = true
				}
				if whole != tc.want || len(more) != len(tc.more) {
					t.Errorf("%d lines and %d summaries, want %d and %d", whole, len(more), tc.want, len(tc.more))
				}
				for _, want := range tc.more {
					if !more[want] {
						t.Errorf("no summary %q in %v", want, more)
					}
				}
			})
		})
	}
}

func eachOf(n int, format string) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf(format, i))
	}
	return all
}

// TestRepeatsEachSecond: a second begins with whole lines again, and the end of the program
// is the end of one.
func TestRepeatsEachSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger, lines := logging.New(&log, logging.Options{})
		for range 3 {
			for range 25 {
				logger.Info("request", "status", 429)
			}
			time.Sleep(1100 * time.Millisecond)
		}
		for range 25 {
			logger.Info("request", "status", 429)
		}
		lines.Flush()
		time.Sleep(time.Second) // until nobody writes
		var counts []any
		for _, m := range written(t, log.String()) {
			if m["msg"] == leftOut {
				counts = append(counts, m["count"])
			}
		}
		if got := fmt.Sprint(counts, " ", strings.Count(log.String(), "\n")); got != "[5 5 5 5] 84" {
			t.Errorf("counts and lines: %s, want four times 5 and 84", got)
		}
	})
}
