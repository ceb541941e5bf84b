package codegen

import "testing"

// TestReserved: an entity that is called like something in generated code would
// not compile.
func TestReserved(t *testing.T) {
	for name, want := range map[string]bool{"Handler": true, "server": true, "Crud": true, "Edges": true, "Page": false, "Task": false} {
		if got := Reserved(name); got != want {
			t.Errorf("Reserved(%q) = %v, want %v", name, got, want)
		}
	}
	_, err := newPlan(graphOf(t, map[string]note{"Handler": owned()}), Config{})
	if want := "ent/schema: Handler: is called like something that generated code needs: call it something else"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
