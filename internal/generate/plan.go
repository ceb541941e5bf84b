package generate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// App is all that templates know of an application.
type App struct {
	Config
	Entities []*Entity // those that are exposed
	Paths    []Path
	Names    Names     // what ogen calls things
	nodes    []*Entity // all, exposed or not

	Anonymous bool // an operation needs no token
}

// Entity is a schema with what it says of its API.
type Entity struct {
	*gen.Type
	REST     rest.Annotation
	Segment  string // of the path: "tasks"
	Plural   string // in operation ids: "Tasks"
	Param    string // of the path: "task_id"
	Fields   []*Field
	Linked   []*Edge    // those that the API shows
	Handlers []*Handler // the operations that are written by hand
	App      *App
	Prefix   string // of every path
	Names    Names  // what ogen calls things
}

// Field is a field with what it says of its API. The id is one of them.
type Field struct {
	*gen.Field
	REST   rest.Annotation
	Entity *Entity
	base   object // the schema of its basic type
}

// newPlan returns the plan of an application, or all that keeps the promises
// from being kept, each error with schema, field and remedy.
func newPlan(g *gen.Graph, cfg Config) (*App, error) {
	app := &App{Config: cfg}
	var errs []error
	for _, n := range g.Nodes {
		e, err := newEntity(n, cfg)
		if err != nil {
			return nil, err
		}
		e.App, e.Handlers = app, newHandlers(e)
		app.nodes = append(app.nodes, e)
		if e.REST.Exposed() {
			app.Entities = append(app.Entities, e)
		}
		errs = append(errs, refusals(e)...)
	}
	return app, errors.Join(append(errs, app.link()...)...)
}

func newEntity(n *gen.Type, cfg Config) (*Entity, error) {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", n.Name, err)
	}
	rules := inflect.NewDefaultRuleset()
	e := &Entity{
		Type:    n,
		REST:    ant,
		Prefix:  cfg.Prefix,
		Segment: strings.ReplaceAll(rules.Pluralize(rules.Underscore(n.Name)), "_", "-"),
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
		ant, err := rest.Decode(f.Annotations)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", n.Name, f.Name, err)
		}
		of := &Field{Field: f, REST: ant, Entity: e}
		if k := of.kind(); k != noKind && k != jsonKind {
			if of.base, err = of.basic(); err != nil {
				return nil, fmt.Errorf("%s.%s: %w", n.Name, f.Name, err)
			}
		}
		e.Fields = append(e.Fields, of)
	}
	return e, nil
}

// Keyed says whether an operation takes an Idempotency-Key.
func (app *App) Keyed() bool {
	return slices.ContainsFunc(app.Entities, func(e *Entity) bool { return e.REST.Does(rest.Create) || len(e.Toggles()) > 0 }) ||
		slices.ContainsFunc(app.Handlers(), (*Handler).Keyed)
}

// shadowed are names in generated code that an entity's package could hide: of other
// packages, and of variables.
var shadowed = strings.Fields(`all answer app batch body builder change client condition created ctx cut err etag fault filter h
	header i id jx key m next ok on one operation out owner owners p page params privacy query reply req request row rows sql statement time
	total unique uuid v value values viewer w where`)

// Package is what generated code calls the entity's package.
func (e *Entity) Package() string {
	name := e.Type.Package()
	if slices.Contains(shadowed, name) {
		return "ent" + name
	}
	return name
}

// Field returns the field of that name, or nil.
func (e *Entity) Field(name string) *Field {
	for _, f := range e.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func (e *Entity) where(keep func(*Field) bool) []*Field {
	return slices.DeleteFunc(slices.Clone(e.Fields), func(f *Field) bool { return !keep(f) })
}

// Visible are the fields of a reply.
func (e *Entity) Visible() []*Field {
	return e.where(func(f *Field) bool { return !f.Sensitive() && !f.REST.Hidden })
}

// Creatable are the fields that a create request may set.
func (e *Entity) Creatable() []*Field {
	return e.where(func(f *Field) bool { return !f.REST.ReadOnly && !f.REST.Hidden })
}

// Updatable are the fields that an update request may set.
func (e *Entity) Updatable() []*Field {
	return e.where(func(f *Field) bool { return !f.REST.ReadOnly && !f.REST.Hidden && !f.Immutable })
}

// Sortable are the fields by which a list can be ordered: where the schema names no
// order, the id is one of them.
func (e *Entity) Sortable() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Sortable || f.Name == idField && e.REST.DefaultSort == byID })
}

// Searchable are the fields that the parameter q searches.
func (e *Entity) Searchable() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Searchable })
}

// Toggles are the boolean fields with an operation of their own.
func (e *Entity) Toggles() []*Field {
	return e.where(func(f *Field) bool { return f.REST.Toggle != "" })
}

// Value is a property of a request whose JSON is left to the field's Go type.
type Value struct {
	Property string
	Field    *Field
}

// Values are the properties whose JSON is left to a Go type.
func (app *App) Values() []Value {
	var all []Value
	for _, e := range app.Entities {
		for _, f := range e.Creatable() {
			if f.Raw() {
				all = append(all, Value{e.Name + "Create." + f.Name, f})
			}
		}
		for _, f := range e.Updatable() {
			if f.Raw() {
				all = append(all, Value{e.Name + "Update." + f.Name, f})
			}
		}
	}
	return all
}

// scoped are columns of an index behind the owner's, where there is an owner.
func (e *Entity) scoped(columns ...string) []string {
	if owner := e.Owner(); owner != nil {
		return append([]string{owner.StorageKey()}, columns...)
	}
	return columns
}

// Owner is the field that holds the owner's id; nil where the rows are public.
func (e *Entity) Owner() *Field { return e.Field(e.REST.Owner) }

// Version is the field that counts writes, or nil.
func (e *Entity) Version() *Field { return e.Field(e.REST.Version) }

// Reply is the Go type of a reply with one row: with headers where there is a version.
func (e *Entity) Reply() (string, error) {
	if e.Version() == nil {
		return "reply.JSON", nil
	}
	name, err := e.Headers()
	return "*" + name, err
}

// Headers is the Go type of a reply with one row and its version.
func (e *Entity) Headers() (string, error) { return e.Names.Type(e.Name + "Headers") }

// NoReply is the value of Reply where there is none.
func (e *Entity) NoReply() string {
	if e.Version() == nil {
		return "reply.JSON{}"
	}
	return "nil"
}

// UpdateVerbs are the operations that take fields to set, as their ids begin in Go.
func (e *Entity) UpdateVerbs() []string {
	var verbs []string
	for verb, operation := range map[string]rest.Operation{"Put": rest.Put, "Update": rest.Update} {
		if e.REST.Does(operation) {
			verbs = append(verbs, verb)
		}
	}
	slices.Sort(verbs)
	return verbs
}

// Updates says whether an operation takes fields to set.
func (e *Entity) Updates() bool { return len(e.UpdateVerbs()) > 0 }

// Saves says whether an operation changes a row.
func (e *Entity) Saves() bool { return e.Updates() || len(e.Toggles()) > 0 }

// OnOne says whether an operation names one row.
func (e *Entity) OnOne() bool {
	return e.Saves() || e.REST.Does(rest.Read) || e.REST.Does(rest.Delete) || e.HandlesRows()
}

// Replies says whether an operation answers with rows.
func (e *Entity) Replies() bool {
	return e.Saves() || e.REST.Does(rest.Read) || e.REST.Does(rest.List) || e.REST.Does(rest.Create) || e.handled()
}

// Sorts are the values of the parameter sort, ascending before descending.
func (e *Entity) Sorts() []string {
	var sorts []string
	for _, f := range e.Sortable() {
		sorts = append(sorts, f.Name, "-"+f.Name)
	}
	return sorts
}

// Required says whether a create request must have the field.
func (f *Field) Required() bool { return !f.Optional && !f.Default }

// Param returns the name of a filter's parameter.
func (f *Field) Param(filter rest.Filter) string { return filter.Name(f.Name) }

// ToggleType is the schema of a toggle's body.
func (f *Field) ToggleType() string { return f.Entity.Name + "Toggle" + f.StructField() }

// ToggleOperation is the operation id of a toggle.
func (f *Field) ToggleOperation() string { return f.toggleVerb() + f.Entity.Name }

// toggleVerb is the path segment in lower camel case.
func (f *Field) toggleVerb() string {
	words := strings.Split(f.REST.Toggle, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "")
}
