package main

import (
	"log/slog"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// growth is by how many percent the heap may grow before it is collected. Go's default
// of 100 saves little memory on a heap of a few megabytes, and costs more time.
const growth = 200

// limitMemory lets the garbage collector use the available memory: it collects half as
// often as by default, and more often close to nine tenths of the container's limit.
// GOGC and GOMEMLIMIT in the environment override it.
func limitMemory(e env, logger *slog.Logger) {
	if e.getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
	limit, err := memlimit.Set()
	if err != nil { // no container, or not on Linux
		logger.Debug("memory limit unknown", "error", err)
		return
	}
	logger.Debug("memory limit", "bytes", limit)
}
