package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// atMost is how many buffers an operation over all tasks of a user may read, where 800 of
// 10,000 tasks lie on 300 pages.
var atMost = map[string]float64{"first page of 200": 150, "deep offset": 150, "count=true": 75, "q, which most tasks have": 75, "create": 75, "update": 75}

// TestScale runs -scale on small tables, and tests that pages by cursor keep their cost.
func TestScale(t *testing.T) {
	o := small
	o.tables, o.lists = sizes{500, 10_000}, sizes{10, 100, 800}
	r, err := measureScale(t.Context(), o, t.Output())
	skipWithoutPostgres(t, err)
	read := map[int]float64{}
	for _, p := range r.Points {
		if p.Tasks == 800 && p.Buffers == 0 || p.Latency == 0 {
			t.Errorf("%s costs nothing: %v", p.Operation, p.Cost)
		}
		if strings.HasSuffix(p.Operation, " page") && p.Buffers > 50 {
			t.Errorf("%s of %d tasks among %d reads %.0f buffers", p.Operation, p.Tasks, p.Rows, p.Buffers)
		}
		if most, ok := atMost[p.Operation]; ok && p.Buffers > most {
			t.Errorf("%s of %d tasks among %d reads %.0f buffers, more than %.0f", p.Operation, p.Tasks, p.Rows, p.Buffers, most)
		}
		if p.Operation == "q, which no task has" && p.Rows == 10_000 {
			read[p.Tasks] = p.Buffers
		}
	}
	if len(read) != 3 || read[800] <= read[10] {
		t.Errorf("a search reads %v, want more of those who have more", read)
	}
}

// TestWriteScale writes the notes of a page and the picture beside it.
func TestWriteScale(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(notes(page), []byte(scaleMarks.begin+scaleMarks.end), 0o600); err != nil {
		t.Fatal(err)
	}
	o := small
	o.tables, o.lists, o.write = sizes{200}, sizes{10}, page
	var stdout strings.Builder
	skipWithoutPostgres(t, runScale(t.Context(), o, &stdout, t.Output()))
	written, err := os.ReadFile(notes(page))
	if err != nil || !strings.Contains(string(written), stdout.String()) || !strings.Contains(stdout.String(), "| read | ") {
		t.Errorf("got %s, %v, want what was printed: %s", written, err, stdout.String())
	}
	drawn, err := os.ReadFile(filepath.Join(filepath.Dir(page), picture))
	if err != nil || !strings.HasPrefix(string(drawn), "<svg ") {
		t.Errorf("got the picture %s, %v", drawn, err)
	}
}
