package rules

// Severity says what a finding means for the release.
type Severity string

// An Error stops the release. A Warning needs a person's decision. Info needs nothing.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is a judgement.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Line     int      `json:"line"`
	Message  string   `json:"message"`
	Safe     string   `json:"safe"` // SQL to paste; empty where nothing is to be done
}
