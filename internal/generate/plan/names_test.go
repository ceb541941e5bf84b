package plan

import "testing"

// TestReserved: what Ent cannot take is said with Ent's reason, and nothing else is.
func TestReserved(t *testing.T) {
	for name, want := range map[string]string{
		"Case":     `Ent cannot take it: schema lowercase name conflicts with Go keyword "case"`,
		"Option":   `Ent cannot take it: schema name conflicts with ent predeclared identifier "Option"`,
		"Vendor":   "Go has a meaning of its own for the folder ent/vendor",
		"Runtime":  "Ent writes ent/runtime for itself",
		"Rollback": "Ent's client has a method Rollback",
		"Querier":  "Ent declares Querier for itself",
		"Hooks":    "Ent declares withHooks for itself",
		"A":        "Ent declares As for itself",
		"Page":     "", "Handler": "", "Document": "", "Batch": "", "Links": "", "Edges": "", "Id": "",
	} {
		if got := Reserved(name); got != want {
			t.Errorf("Reserved(%q) = %q, want %q", name, got, want)
		}
	}
}
