//go:build alerts

package deploy

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// interval is the time between two scrapes, as the rules see it. In truth there is less.
const interval = 15 * time.Second

// tape is what Prometheus has read: a value of each series for each scrape, or _.
type tape struct {
	begun  time.Time
	length int
	series map[string][]string
}

func newTape() *tape { return &tape{begun: time.Now(), series: map[string][]string{}} }

// scraped returns what /metrics says now, or "" where nobody answers.
func (s *stand) scraped() string {
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Get("http://" + s.metrics + "/metrics")
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return ""
	}
	return string(text)
}

// scrape adds what is there now as the next scrapes, so many of them.
func (s *stand) scrape(times int) {
	text := s.scraped()
	now := map[string]string{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		at := strings.LastIndexByte(line, ' ')
		name, labels, _ := strings.Cut(strings.TrimSuffix(line[:at], "}"), "{")
		now[name+"{"+strings.Join(append([]string{`job="entask",instance="one"`}, labels), ",")] = line[at+1:]
	}
	up := "1"
	if text == "" {
		up = "0"
	}
	now[`up{job="entask",instance="one"`] = up
	for range times {
		for name, value := range now {
			s.add(strings.TrimSuffix(name, ",")+"}", value)
		}
		s.length++
	}
}

func (t *tape) add(series, value string) {
	for len(t.series[series]) < t.length {
		t.series[series] = append(t.series[series], "_")
	}
	t.series[series] = append(t.series[series], value)
}

type (
	values struct {
		Series string `json:"series"`
		Values string `json:"values"`
	}
	sample struct {
		Labels string  `json:"labels"`
		Value  float64 `json:"value"`
	}
	question struct {
		Expr    string   `json:"expr"`
		At      string   `json:"eval_time"`
		Samples []sample `json:"exp_samples"`
	}
)

// firing asks which alerts have fired at any time, but for one that may, and says which
// should have.
func firing(may string, alerts ...string) question {
	q := question{Expr: `group by (alertname) (max_over_time(ALERTS{alertstate="firing",alertname!="` + may + `"}[1d]))`}
	for _, name := range alerts {
		q.Samples = append(q.Samples, sample{`{alertname="` + name + `"}`, 1})
	}
	return q
}

// some asks an expression at the end, and expects that it has a value.
func some(expr string) question {
	return question{Expr: "group(" + expr + ")", Samples: []sample{{"{}", 1}}}
}

// ask has promtool run the rules over the tape and ask the questions at its end.
func (s *stand) ask(questions ...question) {
	s.t.Helper()
	end := (time.Duration(s.length-1) * interval).String()
	for i := range questions {
		questions[i].At = end
	}
	rules, err := filepath.Abs(filepath.Join(root, alertsFile))
	if err != nil {
		s.t.Fatal(err)
	}
	input := []values{}
	for series, of := range s.series {
		input = append(input, values{series, strings.Join(of, " ")})
	}
	file := filepath.Join(s.t.TempDir(), "test.yaml")
	text, err := json.Marshal(map[string]any{ // JSON is YAML
		"rule_files": []string{rules}, "evaluation_interval": interval.String(),
		"tests": []any{map[string]any{
			"interval": interval.String(), "start_timestamp": s.begun.UTC().Format(time.RFC3339),
			"input_series": input, "promql_expr_test": questions,
		}},
	})
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if out, err := exec.Command(s.lab.promtool, "test", "rules", file).CombinedOutput(); err != nil {
		s.t.Errorf("promtool: %v\n%s", err, out)
	}
}
