package main

import (
	"log/slog"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// growth is by how many percent the heap may grow before it is collected. Go's own
// 100 is sparing for a heap of a few megabytes, and costs the more time.
const growth = 200

// limitMemory lets the garbage collector have the memory that there is: it collects
// half as often as by default, and as often as it takes to stay within nine tenths of
// the container's limit. GOGC and GOMEMLIMIT of the environment go before.
func limitMemory(e env, logger *slog.Logger) {
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
	limit, err := memlimit.Set()
	if err != nil { // no container, or none of Linux
		logger.Debug("memory limit unknown", "error", err)
		return
	}
	logger.Debug("memory limit", "bytes", limit)
}
