package review

import (
	"encoding/json"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/review/rules"
)

// The part of SARIF 2.1.0 that a report needs.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string `json:"id"`
		HelpURI string `json:"helpUri"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
)

const ruleHelp = "https://github.com/entask/entask/blob/main/docs/migrations-review.md#rules"

// levels are the severities as SARIF has them.
var levels = map[rules.Severity]string{rules.Error: "error", rules.Warning: "warning", rules.Info: "note"}

// WriteSARIF writes the report for code scanning. The files are in dir, seen from the root of
// the repository.
func (r Report) WriteSARIF(w io.Writer, dir string) error {
	run := sarifRun{Results: []sarifResult{}, Tool: sarifTool{sarifDriver{"entask migrate review", strings.TrimSuffix(ruleHelp, "#rules"), []sarifRule{}}}}
	for _, f := range r.Files {
		for _, finding := range f.Findings {
			i := slices.IndexFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == finding.Rule })
			if i < 0 {
				i = len(run.Tool.Driver.Rules)
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{finding.Rule, ruleHelp})
			}
			run.Results = append(run.Results, sarifResult{
				RuleID: finding.Rule, RuleIndex: i, Level: levels[finding.Severity], Message: sarifText{withSafe(finding)},
				Locations: []sarifLocation{{sarifPhysical{sarifArtifact{(&url.URL{Path: path.Join(dir, f.Name)}).EscapedPath()}, sarifRegion{max(finding.Line, 1)}}}},
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// withSafe is the message, and below it the SQL to paste.
func withSafe(f rules.Finding) string {
	if f.Safe == "" {
		return f.Message
	}
	return f.Message + "\n\n" + f.Safe
}
