package scale

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

var measured = Report{
	Command: "make bench", Machine: []string{"a machine"}, Picture: "scale.svg",
	Points: []Point{
		{read, 1000, 10, Cost{3, 20 * time.Microsecond, time.Millisecond}},
		{read, 10_000, 10, Cost{4, 30 * time.Microsecond, 2 * time.Millisecond}},
		{read, 10_000, 5000, Cost{4.4, 40 * time.Microsecond, 12 * time.Millisecond}},
		{offset, 10_000, 5000, Cost{500, 40 * time.Millisecond, 60 * time.Millisecond}},
		{"title, " + last, 10_000, 5000, Cost{20, 100 * time.Microsecond, time.Millisecond}},
		{"-title, " + last, 10_000, 5000, Cost{20, time.Millisecond, time.Millisecond}},
	},
}

// TestMarkdown: one table by rows, for the user who is in all tables, and one by tasks.
func TestMarkdown(t *testing.T) {
	got := measured.Markdown()
	for _, want := range []string{
		"From `make bench`:\n\n- a machine\n\n![What operations cost while the table and a list grow](scale.svg)\n",
		"for a user with 10 tasks: buffers, milliseconds in the database, milliseconds of the reply.\n\n| | 1 000 | 10 000 |\n| --- | --- | --- |\n| read | 3, 0.02, 1.00 | 4, 0.03, 2.00 |\n",
		"in a table of 10 000 rows: the same.\n\n| | 10 | 5 000 |\n| --- | --- | --- |\n| read | 4, 0.03, 2.00 | 4, 0.04, 12 |\n",
		"| deep offset | – | 500, 40, 60 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s\nwant %q in it", got, want)
		}
	}
}

// TestPlot: the picture is XML, and a line shows the dearest order of its kind.
func TestPlot(t *testing.T) {
	got := measured.Plot()
	decoder := xml.NewDecoder(strings.NewReader(got))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
	}
	p := panel{series: measured.series()[1]}
	if most := p.dearest(lines[1], 5000); most != time.Millisecond {
		t.Errorf("the dearest last page takes %v, want 1ms", most)
	}
	if most := p.dearest(lines[1], 10); most != 0 {
		t.Errorf("the dearest last page of 10 tasks takes %v, want none", most)
	}
	if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
		t.Errorf("got %s, want numbers", got)
	}
}

// TestNothing: without measurements there are no tables.
func TestNothing(t *testing.T) {
	if got := (Report{}).series(); got != nil {
		t.Errorf("got %v, want none", got)
	}
}
