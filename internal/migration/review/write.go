package review

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/entask/entask/internal/migration/review/rules"
)

// WriteJSON writes the report for programs.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteMarkdown writes the report for people. Findings of style are a line for each rule at
// the end, unless details are asked for.
func (r Report) WriteMarkdown(w io.Writer, details bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Review of migrations: %s\n", r.Verdict)
	if len(r.Files) == 0 {
		b.WriteString("\nThere is nothing to review.\n")
	}
	for _, f := range r.Files {
		f.markdown(&b, details)
	}
	if !details {
		r.style(&b)
	}
	if r.Server != "" {
		fmt.Fprintf(&b, "\nObserved on a throwaway PostgreSQL %s, on the rows that the review made.\n", r.Server)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// style sums up, a line for each rule, what the same habit brings to many files.
func (r Report) style(b *strings.Builder) {
	counts, first := map[string]int{}, map[string]string{}
	for _, f := range r.Files {
		for _, finding := range f.Findings {
			if !finding.Style() {
				continue
			}
			if counts[finding.Rule]++; counts[finding.Rule] == 1 {
				first[finding.Rule] = fmt.Sprintf("%s:%d: %s", f.Name, finding.Line, finding.Message)
			}
		}
	}
	if len(counts) == 0 {
		return
	}
	b.WriteString("\n## Habits\n\n")
	for _, rule := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) }) {
		fmt.Fprintf(b, "- **%s**, `%s`, %s. The first is %s\n", rules.Warning, rule, times(counts[rule]), first[rule])
	}
	b.WriteString("\nWith `--details` each is in its file, with SQL to paste.\n")
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (f File) markdown(b *strings.Builder, details bool) {
	fmt.Fprintf(b, "\n## %s\n\n", f.Name)
	if len(f.Statements) > 0 {
		how := "One transaction: each lock is held until its end."
		if !f.InTransaction {
			how = "Not a transaction (atlas:txmode none): each statement stands alone."
		}
		fmt.Fprintf(b, "%s\n\n| line | statement | ms | locks, what they block, held | rewrites | scans | rows |\n| ---: | --- | ---: | --- | --- | --- | ---: |\n", how)
	}
	for _, s := range f.Statements {
		row(b, s)
	}
	shown := f.Findings
	if !details {
		shown = slices.DeleteFunc(slices.Clone(shown), rules.Finding.Style)
	}
	if len(shown) == 0 {
		b.WriteString("\nNo findings.\n")
	}
	for _, finding := range shown {
		fmt.Fprintf(b, "\n**%s**, line %d, `%s`: %s\n", finding.Severity, finding.Line, finding.Rule, finding.Message)
		if finding.Safe != "" {
			fmt.Fprintf(b, "\n```sql\n%s\n```\n", finding.Safe)
		}
	}
}

// row writes a statement as a row of the table.
func row(b *strings.Builder, s rules.Observed) {
	var locks []string
	for _, l := range s.Locks {
		locks = append(locks, fmt.Sprintf("%s %s, blocks %s, %s ms", l.Relation, l.Mode, l.Blocks, decimal(l.HeldMS)))
	}
	ms := decimal(s.MS)
	if s.EstimateMS > 0 {
		ms += " (production: about " + roughly(s.EstimateMS) + ")"
	}
	sql := "`" + short(s.SQL) + "`"
	if s.Bare {
		sql += " cannot be in a transaction"
	}
	if s.Unrun {
		sql += ", was not run"
	}
	if len(s.Invalid) > 0 {
		sql += ", left INVALID: " + strings.Join(s.Invalid, ", ")
	}
	if s.Failure != "" {
		sql += ", failed: " + s.Failure
	}
	fmt.Fprintf(b, "| %d | %s | %s | %s | %s | %s | %d |\n", s.Line, cell(sql), ms,
		cmp.Or(cell(strings.Join(locks, "<br>")), "none"), cmp.Or(strings.Join(s.Rewrites, "<br>"), "none"), cmp.Or(strings.Join(s.Scans, "<br>"), "none"), s.Rows)
}

// short is a statement on one line.
func short(sql string) string {
	line := []rune(strings.Join(strings.Fields(sql), " "))
	if len(line) > 100 {
		return string(line[:99]) + "…"
	}
	return string(line)
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// roughly rounds a duration for people.
func roughly(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	case d < 10*time.Minute:
		return d.Round(time.Second).String()
	default:
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
}

func decimal(ms float64) string { return strconv.FormatFloat(ms, 'f', -1, 64) }
