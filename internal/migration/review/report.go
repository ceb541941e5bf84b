package review

import "cmp"

// Severity says what a finding means for the release.
type Severity string

// An Error stops the release. A Warning wants a person's eye. Info is to know.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// The verdict of a report that has neither errors nor warnings.
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
	Name       string      `json:"name"`
	Statements []Statement `json:"statements"`
	Findings   []Finding   `json:"findings"`

	// InTransaction says whether the file is one transaction.
	InTransaction bool `json:"-"`
}

// Statement is what was observed while one statement ran.
type Statement struct {
	Line     int      `json:"line"`
	SQL      string   `json:"sql"`
	Locks    []Lock   `json:"locks"`
	Rewrites []string `json:"rewrites"` // tables written anew
	Scans    []string `json:"scans"`    // tables read from end to end
	Rows     int64    `json:"rows"`     // inserted, updated and deleted
	MS       float64  `json:"ms"`

	// EstimateMS is the time at the size of production; 0 where that is unknown.
	EstimateMS float64 `json:"-"`
	// Invalid lists the indexes that it left INVALID.
	Invalid []string `json:"-"`
	// Bare says that it cannot run in a transaction.
	Bare bool `json:"-"`
	// Failure is the server's message when it failed.
	Failure string `json:"-"`
}

// Lock is a lock on a relation that was there before the file.
type Lock struct {
	Relation string  `json:"relation"`
	Mode     string  `json:"mode"`   // as LOCK TABLE has it, such as ACCESS EXCLUSIVE
	Blocks   string  `json:"blocks"` // who waits: "reads and writes", "writes" or "nothing"
	HeldMS   float64 `json:"held_ms"`
}

// Finding is a judgement.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Line     int      `json:"line"`
	Message  string   `json:"message"`
	Safe     string   `json:"safe"` // SQL to paste; empty where nothing is to be done
}

// verdict is the worst there is in the files.
func verdict(files []File) string {
	worst := Info
	for _, f := range files {
		for _, finding := range f.Findings {
			if rank(finding.Severity) > rank(worst) {
				worst = finding.Severity
			}
		}
	}
	if worst == Info {
		return ok
	}
	return string(worst)
}

func rank(s Severity) int {
	switch s {
	case Error:
		return 2
	case Warning:
		return 1
	default:
		return 0
	}
}

// inOrder compares by line, the worst first.
func inOrder(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(rank(b.Severity), rank(a.Severity)), cmp.Compare(a.Rule, b.Rule))
}
