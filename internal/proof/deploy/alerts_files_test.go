package deploy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-faster/yaml"
)

const (
	dashboardFile = "deploy/grafana/dashboard.json"
	runbook       = "https://github.com/entask/entask/blob/main/docs/runbook.md"
)

type alert struct {
	Alert, Expr         string
	Labels, Annotations map[string]string
}

// alerts are the rules of the alerts.
func alerts(t *testing.T) (all []alert) {
	t.Helper()
	var file struct{ Groups []struct{ Rules []alert } }
	decode(t, read(t, alertsFile), func(d *yaml.Decoder) error { return d.Decode(&file) })
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	if len(all) == 0 {
		t.Fatalf("%s has no alerts", alertsFile)
	}
	return all
}

// dashboardLines are the expressions of all panels.
func dashboardLines(t *testing.T) (lines []string) {
	t.Helper()
	var board struct {
		Panels []struct {
			Type, Title, Description string
			Targets                  []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(read(t, dashboardFile)), &board); err != nil {
		t.Fatal(err)
	}
	for _, p := range board.Panels {
		if p.Type != "row" && (p.Title == "" || p.Description == "" || len(p.Targets) == 0) {
			t.Errorf("%s: a panel without a title, a description or a line", p.Title)
		}
		for _, target := range p.Targets {
			lines = append(lines, target.Expr)
		}
	}
	return lines
}

// named are the metrics that an expression selects from, without the suffixes of
// histograms.
func named(expr string) (names []string) {
	for _, m := range regexp.MustCompile(`([a-z][a-z0-9_]*)\{`).FindAllStringSubmatch(expr, -1) {
		names = append(names, regexp.MustCompile(`_(count|bucket)$`).ReplaceAllString(m[1], ""))
	}
	return names
}

// foreign are metrics of the runtime and of Prometheus itself.
var foreign = regexp.MustCompile(`^(go|process)_|^(up|target_info|db_client_connection)$`)

// TestExpressionsNameMetrics: alerts and dashboard select from metrics that there are, and
// the dashboard from those of its job and copies.
func TestExpressionsNameMetrics(t *testing.T) {
	check := func(where, expr string) {
		names := named(expr)
		for _, name := range names {
			if !foreign.MatchString(name) && !slices.Contains(metrics(t), name) {
				t.Errorf("%s: the service has no metric %s", where, name)
			}
		}
		if len(names) == 0 {
			t.Errorf("%s selects nothing: %s", where, expr)
		}
	}
	for _, a := range alerts(t) {
		check(a.Alert, a.Expr)
	}
	for _, line := range dashboardLines(t) {
		check(dashboardFile, line)
		if of := strings.Count(line, `{job="$job",instance=~"$instance"`); of != len(named(line)) {
			t.Errorf("%s selects from other jobs: %s", dashboardFile, line)
		}
	}
}

// TestRunbook: each alert says how urgent it is and leads to its section, which says what
// it means, where to look, what to do and whom to wake; and there is no other section.
func TestRunbook(t *testing.T) {
	page := read(t, "docs/runbook.md")
	sections := map[string]string{}
	for _, part := range strings.Split(page, "\n### ")[1:] {
		title, text, _ := strings.Cut(part, "\n")
		sections[title] = text
	}
	for _, a := range alerts(t) {
		if urgency := a.Labels["severity"]; urgency != "page" && urgency != "ticket" || a.Annotations["summary"] == "" {
			t.Errorf("%s: severity %q, summary %q", a.Alert, urgency, a.Annotations["summary"])
		}
		if got, want := a.Annotations["runbook_url"], runbook+"#"+strings.ToLower(a.Alert); got != want {
			t.Errorf("%s leads to %s, want %s", a.Alert, got, want)
		}
		text, found := sections[a.Alert]
		if !found {
			t.Errorf("docs/runbook.md has no section %s", a.Alert)
		}
		for _, part := range []string{"**Means.**", "**Look.**", "**Do.**", "**Wake.**"} {
			if found && !strings.Contains(text, part) {
				t.Errorf("docs/runbook.md, %s: no %s", a.Alert, part)
			}
		}
		delete(sections, a.Alert)
	}
	for title := range sections {
		t.Errorf("docs/runbook.md has a section %s, and no alert is called so", title)
	}
	for _, name := range regexp.MustCompile(`Entask[A-Z]\w+`).FindAllString(page+read(t, dashboardFile), -1) {
		if !slices.ContainsFunc(alerts(t), func(a alert) bool { return a.Alert == name }) {
			t.Errorf("no alert is called %s", name)
		}
	}
}
