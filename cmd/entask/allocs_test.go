//go:build !race

package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/allocs.txt anew")

// allocsFile holds how often each request allocates.
const allocsFile = "testdata/allocs.txt"

// TestAllocations keeps requests from becoming dearer: allocations are exact even on a
// noisy machine, where times are not. An improvement must be recorded too, because
// otherwise it could be lost unnoticed.
func TestAllocations(t *testing.T) {
	p := newProduction(t)
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties pools
	var got strings.Builder
	counts := map[string]float64{}
	for _, a := range p.asked() {
		send := p.sender(t, a)
		for range 100 { // fills pools and caches, prepares statements
			send()
		}
		counts[a.name] = testing.AllocsPerRun(200, send)
		fmt.Fprintf(&got, "%s: %.0f\n", a.name, counts[a.name])
	}
	if *update {
		check(t, os.WriteFile(allocsFile, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(allocsFile)
	check(t, err)
	for line := range strings.Lines(string(want)) {
		name, number, _ := strings.Cut(strings.TrimSpace(line), ": ")
		n, err := strconv.ParseFloat(number, 64)
		check(t, err)
		if math.Abs(counts[name]-n) > 1 { // background work may be counted too
			t.Errorf("%s allocates %.0f times, want %.0f: where that is meant, go test ./cmd/entask -run Allocations -update", name, counts[name], n)
		}
		delete(counts, name)
	}
	for name := range counts {
		t.Errorf("%s is not in %s: go test ./cmd/entask -run Allocations -update", name, allocsFile)
	}
}

// BenchmarkRequest is the cost of a request without the reads and writes of net/http.
// Compare runs with benchstat.
func BenchmarkRequest(b *testing.B) {
	p := newProduction(b)
	for _, a := range p.asked() {
		send := p.sender(b, a)
		b.Run(strings.ReplaceAll(a.name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				send()
			}
		})
	}
}
