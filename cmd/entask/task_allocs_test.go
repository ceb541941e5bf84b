//go:build !race

package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
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
	p := withTasks(t)
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
	p := withTasks(b)
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

// withTasks returns a production with 30 tasks of the user.
func withTasks(tb testing.TB) *production {
	tb.Helper()
	p := newProduction(tb)
	for i := range 30 {
		p.one = p.create(tb, fmt.Sprintf(`{"title": "Task %d", "description": "What there is to say.", "due_date": "2027-03-08T17:00:00Z"}`, i))
	}
	return p
}

// asked are the requests whose cost is watched.
func (p *production) asked() []asked {
	return []asked{
		{"list of 20", "GET", p.list + "?limit=20", "", 200},
		{"list that is known", "GET", p.list + "?limit=20", "", 304},
		{"read", "GET", p.one, "", 200},
		{"create", "POST", p.list, `{"title": "Buy milk", "priority": "high", "due_date": "2027-03-08T17:00:00Z"}`, 201},
		{"toggle", "PATCH", p.one + "/toggle", "", 200},
		{"update", "PATCH", p.one, `{"title": "Buy bread", "priority": "low"}`, 200},
		{"refused body", "POST", p.list, `{"title": ""}`, 422},
	}
}

type asked struct {
	name, method, path, body string
	status                   int
}

// sender returns a function that sends the same request each time and does not allocate
// itself.
func (p *production) sender(tb testing.TB, a asked) func() {
	r := p.request(a.method, a.path, a.body)
	body := strings.NewReader(a.body)
	r.Body = io.NopCloser(body)
	w := &writer{header: http.Header{}}
	if a.status == http.StatusNotModified {
		r.Header.Set("If-None-Match", `"none"`)
		p.handler.ServeHTTP(w, r)
		r.Header.Set("If-None-Match", w.header.Get("ETag"))
	}
	return func() {
		body.Reset(a.body)
		clear(w.header)
		w.body.Reset()
		p.handler.ServeHTTP(w, r)
		if w.status != a.status {
			tb.Fatalf("%s: status %d, want %d: %s", a.name, w.status, a.status, w.body.Bytes())
		}
	}
}

// writer is an http.ResponseWriter that is used again.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *writer) Header() http.Header         { return w.header }
func (w *writer) WriteHeader(status int)      { w.status = status }
func (w *writer) Write(p []byte) (int, error) { return w.body.Write(p) }
