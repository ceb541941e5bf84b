package edges

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestTrashIsEmptied shows that what was in the trash for long enough is deleted for good,
// whosever it is, as its owner would delete it; and nothing else.
func TestTrashIsEmptied(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		root, _, grandchild := g.line()
		note := "/notes/" + g.create("ann", "/notes", fmt.Sprintf(`{"text": "n", "folder_id": %q}`, grandchild))
		person := g.create("ann", "/people", `{"name": "p"}`)
		letter := g.create("ann", "/letters", fmt.Sprintf(`{"text": "l", "written_by": %q}`, person))
		living, recent := g.create("ann", "/folders", `{"name": "living"}`), g.create("ann", "/folders", `{"name": "recent"}`)
		bobs := g.create("bob", "/folders", `{"name": "bob's"}`)
		for _, path := range []string{"/folders/" + root, "/letters/" + letter, "/people/" + person, "/folders/" + recent} {
			g.want(t, 204, "", "DELETE", path, "")
		}
		g.send("bob", "DELETE", "/folders/"+bobs, "")
		long := time.Now().Add(-31 * 24 * time.Hour)
		as := func(user string) context.Context { return viewer.NewContext(t.Context(), viewer.Viewer{ID: user}) }
		for _, err := range []error{
			g.client.Folder.Update().InTrash(trash.Only).Where(func(s *sql.Selector) { s.Where(sql.NEQ(s.C("id"), uuid.MustParse(recent))) }).SetDeletedAt(long).Exec(as("ann")),
			g.client.Folder.Update().InTrash(trash.Only).SetDeletedAt(long).Exec(as("bob")),
			g.client.Letter.Update().InTrash(trash.Only).SetDeletedAt(long).Exec(as("ann")),
			g.client.Person.Update().InTrash(trash.Only).SetDeletedAt(long).Exec(as("ann")),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if n, err := ogent.NewTrash(g.driver).Purge(t.Context()); n < 4 || err != nil {
			t.Errorf("a purge deleted %d, %v, want those that were named, and maybe those below them", n, err)
		}
		for _, path := range []string{"/folders/" + root, "/folders/" + grandchild, "/people/" + person, "/letters/" + letter} {
			g.want(t, 404, "", "GET", path+"?deleted=with", "")
		}
		if w := g.send("bob", "GET", "/folders/"+bobs+"?deleted=with", ""); w.Code != 404 {
			t.Errorf("bob's is %d, want 404", w.Code)
		}
		g.want(t, 200, "", "GET", "/folders/"+living, "")
		g.want(t, 200, "", "GET", "/folders/"+recent+"?deleted=only", "")
		if after := g.read("ann", note); after["folder_id"] != nil || after["version"] != 2.0 {
			t.Errorf("the note is %v, want no folder, and another version", after)
		}
		if n, err := ogent.NewTrash(g.driver).Purge(t.Context()); n != 0 || err != nil {
			t.Errorf("another purge deleted %d, %v, want nothing", n, err)
		}
	})
}

// interleaved is a driver that lets something else happen before it inserts.
type interleaved struct {
	dialect.Driver
	before func()
}

func (d interleaved) Exec(ctx context.Context, query string, args, v any) error {
	if strings.HasPrefix(query, "INSERT") {
		d.before()
	}
	return d.Driver.Exec(ctx, query, args, v)
}

// TestTrashKeepsWhatTheLivingNeed shows that the purge deletes no living row: one that was linked
// to another in the very moment in which that went to the trash stays, with all that it belongs to.
func TestTrashKeepsWhatTheLivingNeed(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		root, child, _ := g.line()
		alone := g.create("ann", "/folders", `{"name": "alone"}`)
		ann := viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
		client := ent.NewClient(ent.Driver(interleaved{g.driver, func() { // the link is allowed already
			for _, id := range []string{root, alone} {
				g.want(t, 204, "", "DELETE", "/folders/"+id, "")
			}
		}}))
		row, err := client.Folder.Create().SetName("living").SetParentID(uuid.MustParse(child)).Save(ann)
		if err != nil {
			t.Fatal(err)
		}
		if err := g.client.Folder.Update().InTrash(trash.Only).SetDeletedAt(time.Now().Add(-31 * 24 * time.Hour)).Exec(ann); err != nil {
			t.Fatal(err)
		}
		if _, err := ogent.NewTrash(g.driver).Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.want(t, 404, "", "GET", "/folders/"+alone+"?deleted=with", "")
		living := g.read("ann", "/folders/"+row.ID.String()+"?expand=parent")
		if living["parent_id"] != child || living["parent"] != nil {
			t.Errorf("the living row is %v, want its parent as it was, and not shown", living)
		}
		g.want(t, 200, "", "POST", "/folders/"+root+"/restore", "")
		g.want(t, 200, "", "GET", "/folders/"+child, "")
	})
}
