package report_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/bench/report"
)

var update = flag.Bool("update", false, "write the files of testdata anew")

// rounds are three, of which the second is the median; the first costs a tenth
// less, and the last a fifth more.
func rounds(server, postgres, p99 time.Duration) []report.Round {
	var all []report.Round
	for _, percent := range []int{90, 100, 120} {
		all = append(all, report.Round{
			Requests: 1000, Elapsed: time.Second, Server: server * time.Duration(10*percent), Postgres: 1000 * postgres,
			P50: p99 / 4, P99: p99,
		})
	}
	return all
}

func TestTables(t *testing.T) {
	const us = time.Microsecond
	contender := func(name string, list, mix *report.Scenario) report.Contender {
		return report.Contender{Name: name, Memory: 20 << 20, Scenarios: map[string]*report.Scenario{"list": list, "mix": mix}}
	}
	fine := func(server, postgres, p99 time.Duration) *report.Scenario {
		return &report.Scenario{Rounds: rounds(server, postgres, p99), Statements: 2, Trips: 1}
	}
	void := fine(100*us, 100*us, 9000*us)
	void.Fault = "list: status 500, want 200"
	steady := fine(120*us, 60*us, 9000*us)
	for i := range steady.Rounds {
		steady.Rounds[i].Server = 1000 * 120 * us
	}
	r := report.Report{
		Command:   "make bench",
		Machine:   []string{"a machine", "a database"},
		Scenarios: []string{"list", "mix"},
		Contenders: []report.Contender{
			contender("raw", fine(100*us, 50*us, 8000*us), steady),
			contender("service", fine(150*us, 50*us, 8000*us), fine(120*us, 63*us, 9900*us)),
			contender("broken", void, fine(120*us, 66*us, 9900*us)),
		},
		Goals: []report.Goal{
			{Contender: "service", Figure: report.ServerCPU, Most: 1},
			{Contender: "broken", Figure: report.PostgresCPU, Most: 1.05},
			{Contender: "service", Figure: report.P99, Scenario: "mix", Most: 1.1},
			{Contender: "service", Figure: report.Trips, Most: 1},
			{Contender: "service", Figure: report.Memory, Most: 16},
		},
	}
	wantGolden(t, "testdata/report.md", r.Markdown())
	wantGolden(t, "testdata/summary.md", r.Summary())
	if !r.Void() {
		t.Error("a report with a void row is not void")
	}
	r.Contenders = r.Contenders[:2]
	if r.Void() {
		t.Error("a report without a void row is void")
	}
}

func wantGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}
