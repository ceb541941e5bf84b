package conformance

import (
	"maps"
	"path"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The extensions in the document that this package reads.
const (
	xFilter   = "x-filter"    // of a list parameter: the operator and the field
	xSearch   = "x-search"    // of a list parameter: the searched fields
	xUnique   = "x-unique"    // of a reply: fields that are unique together for each owner
	xLinks    = "x-links"     // of a property: the resource whose ids it holds
	xOnDelete = "x-on-delete" // of a link: what happens to the item when its target is deleted
	xTree     = "x-tree"      // of a link: it leads to a parent, and never in a circle
	xExpands  = "x-expands"   // of an expansion: the link whose targets it shows
	xRestores = "x-restores"  // of an operation: it takes an item out of the trash, since the time in that field
	xPublic   = "x-public"    // of an operation: every user may call it

	// xPublished, of an operation that reads: the field of the owner, whose items it shows to
	// every user.
	xPublished = "x-published"
)

// link is a property with the id of an item, or a list of ids.
type link struct {
	field    string
	target   string // name of the schema of its target
	many     bool
	nullable bool
	shown    bool // in a reply
	onDelete string
	tree     bool
}

// linksOf are the links of a resource, in replies and in requests.
func linksOf(r *resource) []link {
	all := map[string]link{}
	for _, s := range append([]*openapi3.Schema{r.schema()}, r.requests()...) {
		if s == nil {
			continue
		}
		for name, p := range s.Properties {
			target, ok := p.Value.Extensions[xLinks].(string)
			if !ok || p.Value.ReadOnly && s != r.schema() {
				continue
			}
			l := all[name]
			l.field, l.target, l.many = name, target, kind(p.Value) == "array"
			l.nullable = l.nullable || p.Value.Nullable
			l.shown = l.shown || s == r.schema() && !p.Value.WriteOnly
			if on, ok := p.Value.Extensions[xOnDelete].(string); ok {
				l.onDelete = on
			}
			if p.Value.Extensions[xTree] == true {
				l.tree = true
			}
			all[name] = l
		}
	}
	var links []link
	for _, name := range slices.Sorted(maps.Keys(all)) {
		links = append(links, all[name])
	}
	return links
}

// requests are the schemas of an item in requests.
func (r *resource) requests() []*openapi3.Schema {
	var all []*openapi3.Schema
	for _, op := range present(r.create, r.put, r.patch) {
		all = append(all, op.body())
	}
	if r.batch.create != nil {
		all = append(all, r.batch.create.body().Items.Value)
	}
	if r.batch.update != nil {
		if p := r.batch.update.body().Properties[changeField]; p != nil {
			all = append(all, p.Value)
		}
	}
	return all
}

// linkAt is the link of a name, or nil.
func (r *resource) linkAt(field string) *link {
	for i := range r.links {
		if r.links[i].field == field {
			return &r.links[i]
		}
	}
	return nil
}

// uniqueOf are the combinations of fields that are unique for each owner.
func uniqueOf(s *openapi3.Schema) [][]string {
	if s == nil {
		return nil
	}
	var all [][]string
	lists, _ := s.Extensions[xUnique].([]any)
	for _, list := range lists {
		var fields []string
		names, _ := list.([]any)
		for _, name := range names {
			field, _ := name.(string)
			fields = append(fields, field)
		}
		all = append(all, fields)
	}
	return all
}

// subListOf returns the resource whose items an operation lists, or nil.
func subListOf(byPath map[string]*resource, op *operation) *resource {
	if !op.isList() || op.reply().Items.Ref == "" {
		return nil
	}
	for _, r := range byPath {
		if ref := r.shown(); ref != nil && ref.Ref == op.reply().Items.Ref {
			return r
		}
	}
	return nil
}

// under is the resource with the list of only the items that belong to a parent.
func (r *resource) under(parent *resource, list *operation) *resource {
	sub := *r
	sub.name, sub.list, sub.parent = path.Base(list.path)+" of "+parent.name, list, parent
	return &sub
}

// schemaName is the name of the schema of an item, or "".
func (r *resource) schemaName() string {
	if ref := r.shown(); ref != nil && ref.Ref != "" {
		return path.Base(ref.Ref)
	}
	return ""
}

// named returns the resource whose items have a schema of that name, or nil.
func (s *suite) named(schema string) *resource {
	for _, r := range s.resources {
		if r.parent == nil && r.schemaName() == schema {
			return r
		}
	}
	return nil
}

// expansion is a property that a reply contains on request.
type expansion struct {
	name   string
	of     string // the link whose targets it shows; "" for items that link to this one
	target string // name of the schema of those
	many   bool
}

// expansionAt is the expansion of a name, or nil.
func (r *resource) expansionAt(name string) *expansion {
	for _, e := range r.expansions {
		if e.name == name {
			return &e
		}
	}
	return nil
}

// expansionsOf are the properties that a reply may have in addition.
func expansionsOf(s *openapi3.Schema) []expansion {
	var all []expansion
	if s == nil {
		return all
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		ref := s.Properties[name]
		of, ok := ref.Value.Extensions[xExpands].(string)
		if !ok && ref.Extensions != nil {
			of, ok = ref.Extensions[xExpands].(string)
		}
		if !ok {
			continue
		}
		e := expansion{name: name, of: of, many: kind(ref.Value) == "array"}
		if e.many {
			ref = ref.Value.Items
		}
		if ref.Ref == "" && len(ref.Value.AllOf) == 1 {
			ref = ref.Value.AllOf[0]
		}
		e.target = path.Base(ref.Ref)
		all = append(all, e)
	}
	return all
}
