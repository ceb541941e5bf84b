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

// habits are the rules that a project breaks in every file or in none: they say how it
// writes migrations, and not what this one does.
var habits = map[string]bool{
	"lock-timeout": true, "several-tables": true, "no-primary-key": true, "int-primary-key": true, "serial-type": true,
	"timestamp-without-time-zone": true, "char-type": true, "json-type": true, "money-type": true,
}

// Style says whether a finding is about a habit.
func (f Finding) Style() bool { return f.Severity == Warning && habits[f.Rule] }
