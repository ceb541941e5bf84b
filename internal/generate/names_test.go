package generate

import (
	"os"
	"strings"
	"testing"

	"entgo.io/ent"
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
// and ours, each of which broke something once or could. ENTASK_NAMES has others in their place.
const entityNames = `Page Fault Filter Viewer Document Route Server Handler Anonymous Crud Edges
	Ctx Err Links M Rows Statement Key Problem BrokenRule Operation Test`

// fieldNames are words of Go and names in generated code.
const fieldNames = `value encode decode validate marshal_json unmarshal_json get_price price op type tx client
	fields where ids query select label table default_price order config hooks policy interceptors hook mutation
	sort limit cursor q func nil len any error true iota append page fault predicate uuid time context row rows m
	w err h req params builder answer key name scan_values assign_values new make map range chan go defer if`

// words are those of an environment variable, where it is set.
func words(variable, otherwise string) []string {
	if set := os.Getenv(variable); set != "" {
		return strings.Fields(set)
	}
	return strings.Fields(otherwise)
}

// TestEntityNames generates applications of entities with every operation, and compiles them.
// Those that Ent cannot take are refused before it is asked.
func TestEntityNames(t *testing.T) {
	var all []*load.Schema
	for _, name := range words("ENTASK_NAMES", entityNames) {
		if plan.Reserved(name) != "" {
			continue
		}
		all = append(all, called(t, name, everything()))
		if err := refuse.Names(all); err != nil {
			all = all[:len(all)-1] // beside another one
		}
	}
	const together = 10 // of more, Ent takes long to format what it has written
	for at := 0; at < len(all); at += together {
		t.Run(all[at].Name, func(t *testing.T) { wantCompiles(t, all[at:min(at+together, len(all))]...) })
	}
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

// TestFieldNames generates an application with fields of such names, and compiles it.
func TestFieldNames(t *testing.T) {
	n := everything()
	for _, name := range words("ENTASK_FIELDS", fieldNames) {
		n.fields = append(n.fields, rest.Field(field.String(name).Optional().Nillable(), rest.MaxLength(9)), field.Int(name+"_number"))
	}
	wantCompiles(t, called(t, "Page", n))
}
