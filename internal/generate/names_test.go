package generate

import (
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/generate/refuse"
	"github.com/entask/entask/internal/rest"
)

// everything is a schema with every operation.
func everything() note {
	n := owned(
		rest.Field(field.String("title").Annotations(rest.Filterable(rest.In(), rest.Prefix()), rest.Searchable()), rest.MaxLength(9)),
		field.Bool("done").Default(false).Annotations(rest.Toggle("toggle")),
		field.Enum("state").Values("new", "old"),
		field.Time("at").Optional().Nillable(),
	)
	return n.and(rest.Batch()).index(index.Fields("user_id", "title").Unique())
}

// entityNames are those of packages, types, functions and variables of generated code, ogen's
// and ours, each of which broke something once or could.
const entityNames = `Page Fault Filter Viewer Document Route Server Handler Anonymous Crud Edges
	Ctx Err Links M Rows Statement Key Problem BrokenRule Operation Test`

// fieldNames are words of Go and names in generated code.
const fieldNames = `value encode decode validate marshal_json unmarshal_json get_price price op type tx client
	fields where ids query select label table default_price order config hooks policy interceptors hook mutation
	sort limit cursor q func nil len any error true iota append page fault predicate uuid time context row rows m
	w err h req params builder answer key name scan_values assign_values new make map range chan go defer if check_links hide_hidden guarded`

// everyName says whether to try the hundreds of names that are found, in place of those that
// broke something: three minutes on two cores.
func everyName() bool { return os.Getenv("ENTASK_NAMES") == "all" }

// TestEntityNames generates applications of entities with every operation, and compiles them.
// Those that Ent cannot take are refused before it is asked. With ENTASK_NAMES=all the entities
// are called like ordinary nouns and like every identifier in our templates, and have what each
// entity has.
func TestEntityNames(t *testing.T) {
	names, schema, together := strings.Fields(entityNames), everything(), 12
	if everyName() {
		printed, _ := identifiers(t)
		names, together = slices.Concat(nouns(t), printed), 90
		schema = owned(rest.Field(field.String("title").Annotations(rest.Searchable()), rest.MaxLength(9)))
	}
	var all []*load.Schema
	tried := map[string]bool{}
	for _, name := range names {
		name = asEnt("pascal", name)
		path := plan.Segment(name) // of Row and Rows
		if tried[path] || !token.IsExported(name) || plan.Reserved(name) != "" {
			continue
		}
		tried[path] = true
		s := called(t, name, schema)
		beside := all[len(all)/together*together:]
		if refuse.Names(append(slices.Clip(beside), s)) == nil {
			all = append(all, s)
		}
	}
	for some := range slices.Chunk(all, together) {
		t.Run(some[0].Name, func(t *testing.T) { wantCompiles(t, some...) })
	}
	t.Logf("%d names", len(all))
}

// TestEdgeNames generates an application in which each entity has many of the next one, and of
// the first and the last many have many: the list of Order's items has the name of the list of
// every OrderItem.
func TestEdgeNames(t *testing.T) {
	names := strings.Fields("Page Fault Filter Viewer Key Order OrderItem")
	var all []*load.Schema
	for i, name := range names {
		var edges []ent.Edge
		if i+1 < len(names) {
			edges = append(edges, edge.To("items", Page.Type))
		}
		s := called(t, name, linked{everything(), edges})
		for _, e := range s.Edges {
			e.Type = names[i+1]
		}
		all = append(all, s)
	}
	wantCompiles(t, all...)
}

// TestFieldNames generates applications with fields of such names, and compiles them. With
// ENTASK_NAMES=all they are called like every identifier in our templates and in generated
// code. Those that Ent cannot take are refused before anything is written.
func TestFieldNames(t *testing.T) {
	names, together := strings.Fields(fieldNames), 100
	if everyName() {
		printed, generated := identifiers(t)
		names, together = slices.Concat(printed, generated), 250
	}
	var all []string
	tried := map[string]bool{"UserID": true, "CreatedAt": true, "Version": true, "Title": true, "Done": true, "State": true, "At": true, "ID": true}
	for _, name := range names {
		name = asEnt("snake", name)
		if as := asEnt("pascal", name); name != "_" && name != "" && !tried[as] {
			tried[as] = true
			all = append(all, name)
		}
	}
	for some := range slices.Chunk(all, together) {
		t.Run(some[0], func(t *testing.T) { wantCompiles(t, withFields(t, some)) })
	}
	t.Logf("%d names", len(all))
}

// refusedField is what is said of a field that Ent declares for itself.
var refusedField = regexp.MustCompile(`(?m)^ent/schema: Page\.(\w+): has a name that is taken`)

// withFields returns a schema with two fields of each name, unless they are refused.
func withFields(t *testing.T, names []string) *load.Schema {
	t.Helper()
	refused := map[string]bool{}
	for {
		n := everything()
		for _, name := range names {
			for _, f := range []ent.Field{
				rest.Field(field.String(name).Optional().Nillable(), rest.MaxLength(9)), field.Int(name + "_number"),
			} {
				if !refused[f.Descriptor().Name] {
					n.fields = append(n.fields, f)
				}
			}
		}
		err := saidOf([]*load.Schema{called(t, "Page", n)})
		if err == nil {
			return called(t, "Page", n)
		}
		found := refusedField.FindAllStringSubmatch(err.Error(), -1)
		if len(found) == 0 {
			t.Fatal(err)
		}
		for _, field := range found {
			refused[field[1]] = true
		}
	}
}

// asEnt returns a name as a function of Ent's templates does.
func asEnt(function, name string) string { return gen.Funcs[function].(func(string) string)(name) }
