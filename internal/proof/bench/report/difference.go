package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Differences returns by how much the other contenders differ from the first, which are
// alike but for a little: so each figure has the bounds between which it lies.
func (r Report) Differences() string {
	var b strings.Builder
	r.origin(&b)
	fmt.Fprintf(&b, "\nHow much more than %s, in percent; in brackets the bounds that hold in 19 of 20 cases.\n", r.Contenders[0].Name)
	r.differences(&b, "CPU of the server for each request", server, "%.1f µs")
	r.differences(&b, "CPU of PostgreSQL for each request", postgres, "%.1f µs")
	r.differences(&b, "CPU of the server for that of PostgreSQL", perPostgres, "%.3f")
	b.WriteString("\nThe last is the most exact where all send the same statements: what disturbs one disturbs the other.\n")
	r.faults(&b)
	return b.String()
}

// perPostgres is what the server takes while PostgreSQL takes a second.
func perPostgres(r Round) float64 { return server(r) / postgres(r) }

func (r Report) differences(b *strings.Builder, title string, m measure, format string) {
	fmt.Fprintf(b, "\n### %s\n\n", title)
	row(b, append([]string{""}, r.Scenarios...)...)
	row(b, dashes(1+len(r.Scenarios))...)
	for i, c := range r.Contenders {
		cells := []string{c.Name}
		for _, name := range r.Scenarios {
			if i == 0 {
				cells = append(cells, r.figure(c, name, m, format))
			} else {
				cells = append(cells, estimate(r.roundByRound(c, name, m)).String())
			}
		}
		row(b, cells...)
	}
}

// Estimate is a ratio and the bounds of the interval in which it lies in 19 of 20 cases.
type Estimate struct{ Value, Low, High float64 }

// estimate returns the median of the means of all pairs of ratios, and the bounds that
// Wilcoxon's signed-rank test gives (Hodges and Lehmann, 1963). A round that the machine
// disturbed moves it little, and it takes half as many rounds as the median would.
func estimate(ratios []float64) Estimate {
	var means []float64
	for i, x := range ratios {
		for _, y := range ratios[i:] {
			means = append(means, (x+y)/2)
		}
	}
	if len(means) == 0 {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}
	}
	slices.Sort(means)
	const both = 1.96 // standard deviations that hold 19 of 20 cases
	n := float64(len(ratios))
	outside := max(0, int(n*(n+1)/4-both*math.Sqrt(n*(n+1)*(2*n+1)/24)))
	return Estimate{median(means), means[outside], means[len(means)-1-outside]}
}

// String returns the difference from 1 in percent.
func (e Estimate) String() string {
	if math.IsNaN(e.Value) {
		return "void"
	}
	percent := func(ratio float64) float64 { return 100 * (ratio - 1) }
	return fmt.Sprintf("%+.1f%% (%+.1f to %+.1f)", percent(e.Value), percent(e.Low), percent(e.High))
}
