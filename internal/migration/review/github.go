package review

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/entask/entask/internal/migration/review/rules"
)

// commands are the severities as workflow commands of GitHub Actions have them.
var commands = map[rules.Severity]string{rules.Error: "error", rules.Warning: "warning", rules.Info: "notice"}

// escapes are for the text of a workflow command. Its properties escape two characters more.
var (
	escapes    = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	properties = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// WriteGitHub writes an annotation for each finding, as a workflow command of GitHub Actions.
// The files are in dir, seen from the root of the repository.
func (r Report) WriteGitHub(w io.Writer, dir string) error {
	var b strings.Builder
	for _, f := range r.Files {
		for _, finding := range f.Findings {
			fmt.Fprintf(&b, "::%s file=%s,line=%d,title=%s::%s\n", commands[finding.Severity],
				properties.Replace(path.Join(dir, f.Name)), max(finding.Line, 1), properties.Replace(finding.Rule), escapes.Replace(withSafe(finding)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
