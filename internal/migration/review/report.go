package review

import (
	"cmp"

	"github.com/entask/entask/internal/migration/review/rules"
)

// ok is the verdict of a report without errors and warnings.
const ok = "ok"

// Report is what a review found, in the order of the files.
type Report struct {
	Files   []File `json:"files"`
	Verdict string `json:"verdict"` // error, warning or ok

	// Server is the version that the migrations were run on.
	Server string `json:"-"`
}

// File is one pending migration.
type File struct {
	Name       string           `json:"name"`
	Statements []rules.Observed `json:"statements"`
	Findings   []rules.Finding  `json:"findings"`

	// InTransaction says whether the file is one transaction.
	InTransaction bool `json:"-"`
}

// Stops says whether an error stops the release.
func (r Report) Stops() bool { return r.Verdict == string(rules.Error) }

// verdict is the worst severity in the files.
func verdict(files []File) string {
	worst := rules.Info
	for _, f := range files {
		for _, finding := range f.Findings {
			if rank(finding.Severity) > rank(worst) {
				worst = finding.Severity
			}
		}
	}
	if worst == rules.Info {
		return ok
	}
	return string(worst)
}

func rank(s rules.Severity) int {
	switch s {
	case rules.Error:
		return 2
	case rules.Warning:
		return 1
	default:
		return 0
	}
}

// inOrder compares by line, the worst first.
func inOrder(a, b rules.Finding) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(rank(b.Severity), rank(a.Severity)), cmp.Compare(a.Rule, b.Rule))
}
