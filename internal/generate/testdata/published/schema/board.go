// Package schema has entities that everybody reads and their owners write, beside such as
// only their owners read, with edges from each kind to each.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Post is read by everybody. It may lie in a folder, which is its owner's alone.
type Post struct{ ent.Schema }

// Mixin of the Post.
func (Post) Mixin() []ent.Mixin { return []ent.Mixin{schema.Published{}, schema.Versioned{}} }

// Fields of the Post.
func (Post) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("title").Annotations(rest.Sortable(), rest.Searchable()), rest.Length(1, 100)),
		field.Bool("closed").Default(false).Annotations(rest.Toggle("close"), rest.Filterable(rest.Equal())),
	}
}

// Indexes of the Post.
func (Post) Indexes() []ent.Index {
	return []ent.Index{index.Fields("title", "id"), index.Fields("user_id", "title", "id")}
}

// Edges of the Post.
func (Post) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("remarks", Remark.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("topics", Topic.Type),
		edge.From("folder", Folder.Type).Ref("posts").Unique(),
	}
}

// Annotations of the Post.
func (Post) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Batch(), rest.UserData()}
}

// Topic is read by everybody too, and on any number of posts.
type Topic struct{ ent.Schema }

// Mixin of the Topic.
func (Topic) Mixin() []ent.Mixin { return []ent.Mixin{schema.Published{}} }

// Fields of the Topic.
func (Topic) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Topic.
func (Topic) Edges() []ent.Edge { return []ent.Edge{edge.From("posts", Post.Type).Ref("topics")} }

// Remark is what its owner alone sees, of whosever post.
type Remark struct{ ent.Schema }

// Mixin of the Remark.
func (Remark) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, schema.Versioned{}} }

// Fields of the Remark.
func (Remark) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 1000))}
}

// Edges of the Remark.
func (Remark) Edges() []ent.Edge {
	return []ent.Edge{edge.From("post", Post.Type).Ref("remarks").Unique().Required()}
}

// Folder is its owner's alone.
type Folder struct{ ent.Schema }

// Mixin of the Folder.
func (Folder) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Fields of the Folder.
func (Folder) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Folder.
func (Folder) Edges() []ent.Edge { return []ent.Edge{edge.To("posts", Post.Type)} }
