package report

import (
	"fmt"
	"slices"
)

// figure returns the median of the rounds, as text.
func (r Report) figure(c Contender, scenario string, m measure, format string) string {
	s := c.Scenarios[scenario]
	if s.Fault != "" || len(s.Rounds) == 0 {
		return "void"
	}
	var all []float64
	for _, round := range s.Rounds {
		all = append(all, m(round))
	}
	return fmt.Sprintf(format, median(all))
}

// Ratio is a figure as a multiple of another contender's.
type Ratio struct {
	Median, Least, Greatest float64
	// Void says that one of the two contenders has no figure.
	Void bool
}

// ratio compares a contender with the first one round by round, because a disturbance of
// the machine affects both in a round.
func (r Report) ratio(c Contender, scenario string, m measure) Ratio {
	all := r.roundByRound(c, scenario, m)
	if len(all) == 0 {
		return Ratio{Void: true}
	}
	return Ratio{Median: median(all), Least: slices.Min(all), Greatest: slices.Max(all)}
}

// roundByRound returns a figure as a multiple of the first contender's, in each round
// that both have; nothing if one of the two is void.
func (r Report) roundByRound(c Contender, scenario string, m measure) []float64 {
	s, base := c.Scenarios[scenario], r.Contenders[0].Scenarios[scenario]
	if s.Fault != "" || base.Fault != "" {
		return nil
	}
	all := make([]float64, min(len(s.Rounds), len(base.Rounds)))
	for i := range all {
		all[i] = m(s.Rounds[i]) / m(base.Rounds[i])
	}
	return all
}

// String returns the median.
func (r Ratio) String() string {
	if r.Void {
		return "void"
	}
	return fmt.Sprintf("%.2f×", r.Median)
}

// Spread returns the median with the least and the greatest.
func (r Ratio) Spread() string {
	if r.Void {
		return "void"
	}
	return fmt.Sprintf("%.2f (%.2f–%.2f)", r.Median, r.Least, r.Greatest)
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	n := len(all)
	return (all[n/2] + all[(n-1)/2]) / 2
}
