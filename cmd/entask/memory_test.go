package main

import (
	"log/slog"
	"runtime/debug"
	"testing"
)

// TestLimitMemory: the environment overrides what the program sets.
func TestLimitMemory(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	for _, c := range []struct {
		gogc string
		want int
	}{{"", growth}, {"100", 100}} {
		debug.SetGCPercent(100) // what Go makes of GOGC when the process begins
		limitMemory(env{getenv: func(name string) string { return map[string]string{"GOGC": c.gogc}[name] }}, slog.New(slog.DiscardHandler))
		if got := debug.SetGCPercent(100); got != c.want {
			t.Errorf("GOGC=%q: the heap may grow by %d percent, want %d", c.gogc, got, c.want)
		}
	}
	t.Setenv("GOMEMLIMIT", "1GiB")
	debug.SetMemoryLimit(1 << 30)
	limitMemory(env{getenv: func(string) string { return "" }}, slog.New(slog.DiscardHandler))
	if got := debug.SetMemoryLimit(-1); got != 1<<30 {
		t.Errorf("GOMEMLIMIT=1GiB: the limit is %d bytes", got)
	}
}
