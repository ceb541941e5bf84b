// Package schema has names that generated code could trip over.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Page is called like a package that generated code imports.
type Page struct{ ent.Schema }

// Mixin of the Page.
func (Page) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Versioned{}} }

// Fields of the Page are called like words of Go and variables of generated code.
func (Page) Fields() []ent.Field {
	var all []ent.Field
	for _, name := range []string{
		"type", "func", "order", "select", "context", "query", "client", "h", "req", "params", "row", "out", "m", "v", "ok",
		"builder", "answer", "err", "nil", "len", "any", "page", "range", "map", "interface", "key", "user", "table", "group",
	} {
		all = append(all, field.Int(name).Annotations(rest.Filterable(rest.Not(), rest.AtLeast())))
	}
	return append(all,
		field.String("camelCase").Optional().Nillable(),
		field.String("PascalCase").Optional().Nillable(),
		field.Strings("HTTPLinks").Optional(),
		field.String("x1_y2").StorageKey("Select From"),
		field.Bool("default").Default(true).Annotations(rest.Toggle("return")),
	)
}

// Row is called like a variable of generated code.
type Row struct{ ent.Schema }

// Mixin of the Row.
func (Row) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Versioned{}} }

// Fields of the Row.
func (Row) Fields() []ent.Field {
	return []ent.Field{field.Enum("error").Values("type", "func")}
}

// Request is called like a package that generated code imports.
type Request struct{ ent.Schema }

// Mixin of the Request.
func (Request) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Versioned{}} }

// Context is called like a package of Go.
type Context struct{ ent.Schema }

// Mixin of the Context.
func (Context) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Context.
func (Context) Fields() []ent.Field {
	return []ent.Field{field.Time("at")}
}

// List is called like an operation.
type List struct{ ent.Schema }

// Mixin of the List.
func (List) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Me is called like the operations that users have on their own data, and stands at the same
// path.
type Me struct{ ent.Schema }

// Mixin of Me.
func (Me) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of Me.
func (Me) Fields() []ent.Field {
	return []ent.Field{
		field.Bool("exported").Default(false).Annotations(rest.Toggle("export")),
		field.Bool("erased").Default(false).Annotations(rest.Toggle("erase")),
	}
}

// Annotations of Me.
func (Me) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Path("me"), rest.Batch(), rest.UserData()}
}
