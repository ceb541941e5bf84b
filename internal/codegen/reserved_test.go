package codegen

import "testing"

// TestReserved: an entity that is called like something in generated code would
// not compile.
func TestReserved(t *testing.T) {
	for name, want := range map[string]bool{"Handler": true, "server": true, "Crud": true, "Edges": true, "ID": true, "Batch": true, "Links": true, "Page": false, "Task": false} {
		if got := Reserved(name); got != want {
			t.Errorf("Reserved(%q) = %v, want %v", name, got, want)
		}
	}
	_, err := newPlan(graphOf(t, map[string]note{"Handler": owned()}), Config{})
	if want := "ent/schema: Handler: is called like something that generated code needs: call it something else"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestNamesOfOgen: an entity whose name is spelt otherwise in the server would not
// compile with it.
func TestNamesOfOgen(t *testing.T) {
	app, err := newPlan(graphOf(t, map[string]note{"Url": owned(), "Task": owned()}), Config{Title: "Test", Version: "1"})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := newDocument(app)
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGenerator(app, doc)
	if err != nil {
		t.Fatal(err)
	}
	err = newNames(g).check(app)
	if want := "ent/schema: Url: has a name that generated code would spell otherwise: call it URL"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
