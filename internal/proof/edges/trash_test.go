package edges

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// want sends a request of ann's and expects a status, and a text in the answer.
func (g *graph) want(t *testing.T, status int, text, method, path, body string, headers ...string) {
	t.Helper()
	if w := g.send("ann", method, path, body, headers...); w.Code != status || !strings.Contains(w.Body.String(), text) {
		t.Errorf("%s %s = %d %s, want %d %s", method, path, w.Code, w.Body, status, text)
	}
}

// line is a folder with a folder in it, and another one in that.
func (g *graph) line() (root, child, grandchild string) {
	root = g.create("ann", "/folders", `{"name": "root"}`)
	child = g.create("ann", "/folders", fmt.Sprintf(`{"name": "child", "parent_id": %q}`, root))
	return root, child, g.create("ann", "/folders", fmt.Sprintf(`{"name": "grandchild", "parent_id": %q}`, child))
}

// TestTrashTakesTheBranch shows what moves to the trash with a row, and what is restored
// with it: exactly what went there with it.
func TestTrashTakesTheBranch(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		root, child, grandchild := g.line()
		before := g.create("ann", "/folders", fmt.Sprintf(`{"name": "before", "parent_id": %q}`, child))
		note := "/notes/" + g.create("ann", "/notes", fmt.Sprintf(`{"text": "n", "folder_id": %q}`, child))
		g.want(t, 204, "", "DELETE", "/folders/"+before, "")
		g.want(t, 412, "", "DELETE", "/folders/"+root, "", "If-Match", `"9"`)
		g.read("ann", "/folders/"+grandchild)
		g.want(t, 204, "", "DELETE", "/folders/"+root, "", "If-Match", `"1"`)
		if words := g.sent.Words(); words != "WITH" && words != "BEGIN WITH WITH UPDATE UPDATE COMMIT" {
			t.Errorf("a deletion of a branch sent %s, want one statement on PostgreSQL", words)
		}
		for _, id := range []string{root, child, grandchild, before} {
			g.want(t, 404, "", "GET", "/folders/"+id, "")
			g.want(t, 404, "", "DELETE", "/folders/"+id, "")
			if in := g.read("ann", "/folders/"+id+"?deleted=with"); in["deleted_at"] == nil || in["version"] != 2.0 {
				t.Errorf("in the trash it is %v, want when it was deleted, and version 2", in)
			}
		}
		if all := g.list("ann", "/folders?deleted=only", "id"); len(all) != 4 {
			t.Errorf("the trash has %v, want four", all)
		}
		if all := g.list("ann", "/folders", "id"); len(all) != 0 {
			t.Errorf("the list has %v, want none", all)
		}
		if after := g.read("ann", note+"?expand=folder"); after["version"] != 1.0 || after["folder_id"] != child || after["folder"] != nil {
			t.Errorf("the note is %v, want its folder as it was, and not shown", after)
		}
		g.want(t, 422, "unknown_reference", "PATCH", note, fmt.Sprintf(`{"folder_id": %q}`, root))
		g.want(t, 404, "", "GET", "/folders/"+child+"/notes", "")
		g.want(t, 409, "in the trash", "POST", "/folders/"+child+"/restore", "")
		g.want(t, 412, "", "POST", "/folders/"+root+"/restore", "", "If-Match", `"1"`)
		g.want(t, 200, `"deleted_at":null`, "POST", "/folders/"+root+"/restore", "", "If-Match", `"2"`)
		g.want(t, 404, "", "POST", "/folders/"+root+"/restore", "")
		for _, id := range []string{root, child, grandchild} {
			if after := g.read("ann", "/folders/"+id); after["deleted_at"] != nil || after["version"] != 3.0 {
				t.Errorf("restored it is %v, want version 3", after)
			}
		}
		g.want(t, 404, "", "GET", "/folders/"+before, "")
		g.want(t, 200, "", "POST", "/folders/"+before+"/restore", "")
		if w := g.send("bob", "POST", "/folders/"+root+"/restore", ""); w.Code != http.StatusForbidden {
			t.Errorf("another's restore = %d, want 403", w.Code)
		}
	})
}

// TestTrashIsLeftForGood shows that permanent deletion reaches rows in the trash and beyond
// it, and does what deletion does without a trash.
func TestTrashIsLeftForGood(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		root, child, grandchild := g.line()
		note := "/notes/" + g.create("ann", "/notes", fmt.Sprintf(`{"text": "n", "folder_id": %q}`, grandchild))
		g.want(t, 204, "", "DELETE", "/folders/"+grandchild, "")
		g.want(t, 204, "", "DELETE", "/folders/"+root, "")
		g.want(t, 412, "", "DELETE", "/folders/"+root+"?permanent=true", "", "If-Match", `"1"`)
		if w := g.send("bob", "DELETE", "/folders/"+root+"?permanent=true", ""); w.Code != http.StatusNotFound {
			t.Errorf("another's deletion from the trash = %d, want 404", w.Code)
		}
		g.want(t, 204, "", "DELETE", "/folders/"+root+"?permanent=true", "")
		for _, id := range []string{root, child, grandchild} {
			g.want(t, 404, "", "GET", "/folders/"+id+"?deleted=with", "")
		}
		if after := g.read("ann", note); after["folder_id"] != nil || after["version"] != 2.0 {
			t.Errorf("the note is %v, want no folder, and another version", after)
		}
	})
}

// TestTrashAndUniqueRules shows that rows in the trash leave room, and are not restored
// where it is taken.
func TestTrashAndUniqueRules(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		holder := g.create("ann", "/people", `{"name": "p"}`)
		other := g.create("ann", "/people", `{"name": "q"}`)
		card := func(number, holder string) string {
			return g.create("ann", "/cards", fmt.Sprintf(`{"number": %q, "holder_id": %q}`, number, holder))
		}
		first := card("1", holder)
		g.want(t, 204, "", "DELETE", "/cards/"+first, "")
		second := card("1", other)
		g.want(t, 409, `"loc":["body","number"]`, "POST", "/cards/"+first+"/restore", "")
		g.want(t, 204, "", "DELETE", "/cards/"+second, "")
		third := card("3", holder)
		g.want(t, 409, `"loc":["body","holder_id"]`, "POST", "/cards/"+first+"/restore", "")
		g.want(t, 204, "", "DELETE", "/people/"+holder, "")
		if in := g.read("ann", "/cards/"+third+"?deleted=only"); in["deleted_at"] == nil {
			t.Errorf("the card of a deleted person is %v, want it in the trash", in)
		}
		g.want(t, 409, "in the trash", "POST", "/cards/"+first+"/restore", "")
		card("3", other)
		g.want(t, 409, "unique", "POST", "/people/"+holder+"/restore", "")
		g.want(t, 404, "", "GET", "/people/"+holder, "")
	})
}

// TestTrashAndRestrict shows that living rows keep one from the trash, and that those in the
// trash wait for it.
func TestTrashAndRestrict(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		person := g.create("ann", "/people", `{"name": "p"}`)
		card := g.create("ann", "/cards", fmt.Sprintf(`{"number": "1", "holder_id": %q}`, person))
		letter := g.create("ann", "/letters", fmt.Sprintf(`{"text": "l", "written_by": %q}`, person))
		g.want(t, 409, "Letters lead to it", "DELETE", "/people/"+person, "")
		g.read("ann", "/cards/"+card)
		g.want(t, 204, "", "DELETE", "/letters/"+letter, "")
		g.want(t, 204, "", "DELETE", "/people/"+person, "")
		g.want(t, 409, "in the trash", "POST", "/letters/"+letter+"/restore", "")
		g.want(t, 409, "Letters lead to it", "DELETE", "/people/"+person+"?permanent=true", "")
		g.want(t, 200, "", "POST", "/people/"+person+"/restore", "")
		g.want(t, 200, "", "POST", "/letters/"+letter+"/restore", "")
	})
}

// TestTrashOfMany shows a batch: all of the rows move, or none.
func TestTrashOfMany(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		root, child, grandchild := g.line()
		alone := g.create("ann", "/folders", `{"name": "alone"}`)
		g.want(t, 204, "", "DELETE", "/folders/"+alone, "")
		g.want(t, 404, "", "DELETE", "/folders/batch?ids="+root+"&ids="+alone, "")
		g.read("ann", "/folders/"+grandchild)
		g.want(t, 204, "", "DELETE", "/folders/batch?ids="+root+"&ids="+child, "")
		g.want(t, 404, "", "GET", "/folders/"+grandchild, "")
		g.want(t, 204, "", "DELETE", "/folders/batch?permanent=true&ids="+child+"&ids="+alone, "")
		g.want(t, 404, "", "POST", "/folders/"+grandchild+"/restore", "")
		g.want(t, 200, "", "POST", "/folders/"+root+"/restore", "")
	})
}
