package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/faults/books"
)

// TestTable: each fault has its texts and a name of its own.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range faults() {
		if f.name == "" || f.done == "" || f.holds == "" || f.try == nil || seen[f.name] {
			t.Errorf("%+v: a fault needs a name of its own, what is done and what must hold", f)
		}
		if f.waits && f.alone {
			t.Errorf("%s cannot be tried beside others and alone", f.name)
		}
		seen[f.name] = true
	}
}

// TestReport: a first write that comes too late breaks the promise.
func TestReport(t *testing.T) {
	row := &reported{fault: fault{name: "cut", done: "it is cut", holds: "the books agree", within: time.Second}}
	good := result{Tally: books.Tally{Writes: 10, Acknowledged: 9, Unknown: 1}, First: 20 * time.Millisecond}
	row.add(good, time.Second)
	r := &report{command: "make faults", machine: "a machine", begun: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), took: time.Second, rows: []*reported{row}}
	if r.broken() {
		t.Error("a fault that did no harm is broken")
	}
	row.add(good, time.Second)
	for _, want := range []string{
		"Written on 2030-01-02 by `make faults`, in 1s, on a machine.",
		"| cut | 2 | 2s | 20 | 18 | 2 | 0 | 0 | 0 | 0.02 s |",
		"| **all** | 2 | 2s | 20 | 18 | 2 | 0 | 0 | 0 |  |",
		"| cut | it is cut | the books agree; the first write is acknowledged within 1s of the end of the fault |",
	} {
		if !strings.Contains(r.Markdown(), want+"\n") {
			t.Errorf("the report lacks %q:\n%s", want, r.Markdown())
		}
	}
	good.First = 2 * time.Second
	row.add(good, time.Second)
	if want := "- **cut**: broken: the first write came 2s after the end of the fault, want 1s at most"; !r.broken() || !strings.Contains(r.Markdown(), want) {
		t.Errorf("the report lacks %q:\n%s", want, r.Markdown())
	}
}

func TestPage(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("before\n"+beginMark+"old\n"+endMark+"after\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeBetween(page, "new\n"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(page)
	if want := "before\n" + beginMark + "\nnew\n\n" + endMark + "after\n"; err != nil || string(got) != want {
		t.Errorf("the page is %q, %v, want %q", got, err, want)
	}
	if err := writeBetween(os.DevNull, "new\n"); err == nil {
		t.Error("a page without marks is written to")
	}
}

// TestRun: wrong use is explained.
func TestRun(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-h"}, &out, &out); err != nil || !strings.Contains(out.String(), "-for duration") {
		t.Errorf("-h = %v, %s", err, out.String())
	}
	for _, args := range [][]string{{"-nothing"}, {"all"}} {
		if err := run(t.Context(), args, &out, &out); err == nil {
			t.Errorf("run(%q) succeeds", args)
		}
	}
}
