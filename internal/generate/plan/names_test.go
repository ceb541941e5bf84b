package plan

import "testing"

// TestReserved: an entity that is called like something in generated code would
// not compile.
func TestReserved(t *testing.T) {
	for name, want := range map[string]bool{"Anonymous": true, "Handler": true, "server": true, "Crud": true, "Edges": true, "ID": true, "Batch": true, "Links": true, "Page": false, "Task": false} {
		if got := Reserved(name); got != want {
			t.Errorf("Reserved(%q) = %v, want %v", name, got, want)
		}
	}
}
