package rest_test

import (
	"fmt"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// Book is a schema as it stands in ent/schema. There it also has the mixin Owned,
// which says who reaches its rows.
type Book struct{ ent.Schema }

// Fields of the Book.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("title").
			Annotations(rest.Searchable(), rest.Example("Emma")),
			rest.Length(1, 255), rest.NotBlank()),
		rest.Field(field.Int("pages").
			Annotations(rest.Filterable(rest.Equal(), rest.Between())),
			rest.Min(1)),
	}
}

// Annotations of the Book.
func (Book) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Operations(rest.List, rest.Read, rest.Create),
		rest.DefaultSort("-id"),
	}
}

// The generator reads from each field which list parameters and bounds it has.
func Example() {
	for _, f := range (Book{}).Fields() {
		d := f.Descriptor()
		all := annotationOf(d)
		for _, filter := range all.Filters {
			fmt.Println(d.Name, "is filtered by", filter.Name(d.Name))
		}
		if all.Searchable {
			fmt.Println(d.Name, "is searched by q")
		}
		if b := all.Bounds; b.MaxLength != nil {
			fmt.Println(d.Name, "has", *b.MinLength, "to", *b.MaxLength, "characters")
		} else {
			fmt.Println(d.Name, "is at least", b.Min)
		}
	}
	// Output:
	// title is searched by q
	// title has 1 to 255 characters
	// pages is filtered by pages
	// pages is filtered by pages_gte
	// pages is filtered by pages_lte
	// pages is at least 1
}

// A rule is written once. It is Ent's validator too.
func ExampleField() {
	title := rest.Field(field.String("title"), rest.Length(1, 5), rest.NotBlank())
	for _, value := range []string{"Emma", "Emma II", "  "} {
		fmt.Printf("%q: %v\n", value, firstError(title, value))
	}
	// Output:
	// "Emma": <nil>
	// "Emma II": must be at most 5 characters
	// "  ": must not be only white space
}

// Several annotations of one schema are merged, as Ent does.
func ExampleAnnotation_Does() {
	var all rest.Annotation
	for _, a := range (Book{}).Annotations() {
		all, _ = all.Merge(a).(rest.Annotation)
	}
	fmt.Println("read:", all.Does(rest.Read))
	fmt.Println("delete:", all.Does(rest.Delete))
	// Output:
	// read: true
	// delete: false
}

// Rename is the request of renameBook.
type Rename struct {
	Title string `json:"title" minLength:"1" maxLength:"255"`
}

// An operation that is written by hand says which Go types it takes and returns. The
// generator makes a method of it, and its part of the document.
func ExampleHandle() {
	registered := rest.Handle("renameBook", "POST {id}/rename", "Rename a Book. Its old title is lost.",
		rest.Takes(Rename{}), rest.Returns(rest.Row[Book]{}))
	for _, h := range registered.Handlers {
		method, place, path := h.Route()
		fmt.Println(method, path, "on one row:", place == rest.OnRow)
		fmt.Println("summary:", h.Summary())
		fmt.Println("takes", h.Takes.Go, "and requires", h.Takes.Shape["required"])
		fmt.Println("returns a", h.Returns.Row)
	}
	// Output:
	// POST rename on one row: true
	// summary: Rename a Book
	// takes rest_test.Rename and requires [title]
	// returns a Book
}

func annotationOf(d *field.Descriptor) rest.Annotation {
	var all rest.Annotation
	for _, a := range d.Annotations {
		all, _ = all.Merge(a).(rest.Annotation)
	}
	return all
}

// firstError runs the validators of a text field, as Ent does before it writes.
func firstError(f ent.Field, value string) error {
	for _, v := range f.Descriptor().Validators {
		if check, ok := v.(func(string) error); ok {
			if err := check(value); err != nil {
				return err
			}
		}
	}
	return nil
}
