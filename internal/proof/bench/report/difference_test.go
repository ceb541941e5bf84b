package report_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/bench/report"
)

// TestDifferences: of two servers of which one takes 3% more, on a machine whose speed
// changes from round to round and that halts one of them now and then, that is found.
func TestDifferences(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	contender := func(name string) report.Contender {
		return report.Contender{Name: name, Scenarios: map[string]*report.Scenario{"mix": {}}}
	}
	contenders := []report.Contender{contender("service"), contender("slower"), contender("same"), contender("void")}
	contenders[3].Scenarios["mix"].Fault = "status 500, want 200"
	for range 60 {
		speed := 1 + random.Float64()
		for i, cost := range []float64{100, 103, 100} {
			took := cost * speed * (1 + 0.02*random.NormFloat64())
			if random.IntN(20) == 0 {
				took *= 3
			}
			s := contenders[i].Scenarios["mix"]
			s.Rounds = append(s.Rounds, report.Round{
				Requests: 1000, Elapsed: time.Second,
				Server: time.Duration(took * 1e6), Postgres: time.Duration(80 * speed * 1e6),
			})
		}
	}
	r := report.Report{
		Command: "make bench", Machine: []string{"a machine"}, Scenarios: []string{"mix"},
		Contenders: contenders,
	}
	text := r.Differences()
	tables := strings.Split(text, "### ")
	if len(tables) != 4 || !strings.HasPrefix(tables[1], "CPU of the server for each request\n") {
		t.Fatalf("got %d tables:\n%s", len(tables)-1, text)
	}
	for _, tc := range []struct {
		table  int
		name   string
		actual float64
	}{{1, "slower", 3}, {1, "same", 0}, {2, "slower", 0}, {3, "slower", 3}, {3, "same", 0}} {
		var value, low, high float64
		_, row, _ := strings.Cut(tables[tc.table], "| "+tc.name+" | ")
		if _, err := fmt.Sscanf(row, "%f%% (%f to %f)", &value, &low, &high); err != nil {
			t.Fatalf("%q: %v\n%s", row, err, text)
		}
		if value < low || value > high || tc.actual < low || tc.actual > high || high-low > 4 {
			t.Errorf("table %d, %s: %v%% between %v and %v, want %v between narrow bounds\n%s", tc.table, tc.name, value, low, high, tc.actual, text)
		}
	}
	if strings.Count(text, "| void | void |") != 3 || !strings.Contains(text, "**Void**: void, mix: status 500") || !r.Void() {
		t.Errorf("what is void does not say so:\n%s", text)
	}
}
