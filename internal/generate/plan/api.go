// Package plan holds what is known of an API: its entities, their fields and edges, and the
// facts of each that the document, the refusals and the templates ask for.
//
// It writes nothing: of the generator it imports package kind alone. Start with API; New reads
// the schemas, Link finds their edges.
package plan

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// API is what is known of an application's API.
type API struct {
	Package  string    // import path of the package that Ent generates
	Prefix   string    // of every path
	Entities []*Entity // those that are exposed
	Nodes    []*Entity // all, exposed or not

	Problem, BrokenRule string // schemas of every error response
}

// Entity is a schema with what it says of its API.
type Entity struct {
	*gen.Type
	REST     rest.Annotation
	Segment  string // of the path: "tasks"
	Plural   string // in operation ids: "Tasks"
	Param    string // of the path: "task_id"
	Fields   []*Field
	Linked   []*Edge     // those that the API shows
	Hidden   []*gen.Edge // those that it does not
	Handlers []*Handler  // the operations that are written by hand
	API      *API

	batches   map[string]string // operation ids, by verb
	batchBody string
	eachBody  string
	outcome   string

	feed, feedBody string // what the API calls the change feed
}

// New returns what is known of the schemas before they are linked. It is an error where an
// annotation cannot be read.
func New(g *gen.Graph, prefix string) (*API, error) {
	api := &API{Package: g.Package, Prefix: prefix}
	for _, n := range g.Nodes {
		e, err := newEntity(n)
		if err != nil {
			return nil, err
		}
		e.API, e.Handlers = api, newHandlers(e)
		api.Nodes = append(api.Nodes, e)
		if e.REST.Exposed() {
			api.Entities = append(api.Entities, e)
		}
	}
	return api, nil
}

func newEntity(n *gen.Type) (*Entity, error) {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.Name, err)
	}
	rules := inflect.NewDefaultRuleset()
	e := &Entity{
		Type:    n,
		REST:    ant,
		Segment: Segment(n.Name),
		Plural:  rules.Pluralize(n.Name),
		Param:   rules.Underscore(n.Name) + "_id",
	}
	if ant.Path != "" {
		e.Segment = ant.Path
	}
	fields := n.Fields
	if n.ID != nil {
		fields = append([]*gen.Field{n.ID}, fields...)
	}
	for _, f := range fields {
		of, err := newField(e, f)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", n.Name, f.Name, err)
		}
		e.Fields = append(e.Fields, of)
	}
	e.listByIDs()
	if id := e.Field(ID); id != nil && ant.ClientIDs {
		id.REST.ReadOnly = false
	}
	return e, nil
}

// listByIDs gives a list the filter by ids, unless the schema has one by that parameter.
func (e *Entity) listByIDs() {
	id := e.Field(ID)
	if id == nil || !e.REST.Does(rest.List) {
		return
	}
	if in := rest.In(); !slices.ContainsFunc(id.REST.Filters, func(f rest.Filter) bool { return id.Param(f) == id.Param(in) }) {
		id.REST.Filters = append(id.REST.Filters, in)
	}
}

// Segment is what the paths of an entity of that name begin with.
func Segment(name string) string {
	rules := inflect.NewDefaultRuleset()
	return strings.ReplaceAll(rules.Pluralize(rules.Underscore(name)), "_", "-")
}

// Keyed says whether an operation takes an Idempotency-Key.
func (api *API) Keyed() bool {
	return slices.ContainsFunc(api.Entities, func(e *Entity) bool { return e.REST.Does(rest.Create) || len(e.Toggles()) > 0 }) ||
		slices.ContainsFunc(api.Handlers(), (*Handler).Keyed)
}
