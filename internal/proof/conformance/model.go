package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// idField is the field of a reply by which its path is known.
const idField = "id"

// resource is a collection path, the path of its items, and what is below that.
type resource struct {
	name       string
	collection string
	item       string // path of an item; "" where no operation is on one
	// Nil where the document has no such operation.
	list, create, read, put, patch, delete *operation
	restore                                *operation // takes an item out of the trash
	changes                                *operation // follows the list
	batch                                  batch
	each                                   batch // the same, with an outcome for each item
	toggles                                []*operation
	links                                  []link
	expansions                             []expansion
	unique                                 [][]string // fields that together are one owner's only once
	parent                                 *resource  // of a sub-list (see below): whose item the list is of
}

// batch are the operations on several items at once.
type batch struct{ create, update, delete, restore *operation }

// newModel finds the resources of a document: a collection P, its items P/{id},
// what is below an item, and P/batch with what is below it; what is written by hand; and what users may do with
// their own data. It returns a description of each path that fits nowhere.
func newModel(doc *openapi3.T) (all []*resource, byHand []*operation, own mine, strange []string) {
	var operations []*operation
	for _, p := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(p)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := &operation{item.GetOperation(method), method, p, item.Parameters}
			switch {
			case op.byHand():
				byHand = append(byHand, op)
			case own.takes(op):
			default:
				operations = append(operations, op)
			}
		}
	}
	byPath := collections(operations)
	var below []*operation
	for _, op := range operations {
		if slot := slotOf(byPath, op); slot != nil {
			*slot = op
		} else {
			below = append(below, op)
		}
	}
	for _, r := range byPath {
		r.links, r.unique, r.expansions = linksOf(r), uniqueOf(r.schema()), expansionsOf(r.schema())
	}
	for _, op := range below {
		r := byPath[path.Dir(path.Dir(op.path))]
		switch {
		case r != nil && r.item == path.Dir(op.path) && op.restores() != "":
			r.restore = op
		case r != nil && r.item == path.Dir(op.path) && op.toggled() != "":
			r.toggles = append(r.toggles, op)
		case r != nil && r.item == path.Dir(op.path) && subListOf(byPath, op) != nil:
			all = append(all, subListOf(byPath, op).under(r, op))
		default:
			strange = append(strange, fmt.Sprintf("%s %s (%s): the suite has no notion of it: teach it, or mark the operation by %s", op.method, op.path, op.OperationID, xByHand))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		all = append(all, byPath[p])
	}
	return all, byHand, own, strange
}

// collections are the paths that have items, or a list or a creation of their own.
func collections(operations []*operation) map[string]*resource {
	byPath := map[string]*resource{}
	at := func(p string) *resource {
		if byPath[p] == nil {
			byPath[p] = &resource{name: path.Base(p), collection: p}
		}
		return byPath[p]
	}
	for _, op := range operations {
		before, last := path.Dir(op.path), path.Base(op.path)
		switch {
		case strings.Contains(before, "{"):
		case isParameter(last):
			at(before).item = op.path
		case op.isList(), op.isCreate():
			at(op.path)
		}
	}
	return byPath
}

func isParameter(segment string) bool { return strings.HasPrefix(segment, "{") }

// slotOf returns where an operation on a collection, its items or several of them
// belongs.
func slotOf(byPath map[string]*resource, op *operation) **operation {
	if r := byPath[op.path]; r != nil {
		switch {
		case op.isList():
			return &r.list
		case op.isCreate():
			return &r.create
		}
	}
	if r := byPath[path.Dir(path.Dir(op.path))]; r != nil && path.Base(path.Dir(op.path)) == "batch" {
		switch {
		case op.restores() != "":
			return &r.batch.restore
		case op.outcomes():
			return r.each.slot(op)
		}
	}
	r := byPath[path.Dir(op.path)]
	switch {
	case r == nil:
		return nil
	case op.path == r.item:
		return map[string]**operation{
			http.MethodGet: &r.read, http.MethodPut: &r.put, http.MethodPatch: &r.patch, http.MethodDelete: &r.delete,
		}[op.method]
	case op.isFeed():
		return &r.changes
	case path.Base(op.path) == "batch":
		return r.batch.slot(op)
	default:
		return nil
	}
}

// slot returns where an operation on several items belongs, by its method.
func (b *batch) slot(op *operation) **operation {
	return map[string]**operation{http.MethodPost: &b.create, http.MethodPatch: &b.update, http.MethodDelete: &b.delete}[op.method]
}

// all are the operations on several items.
func (b *batch) all() []*operation { return present(b.create, b.update, b.delete, b.restore) }

// schema returns how an item looks in a reply, or nil where none shows it.
func (r *resource) schema() *openapi3.Schema {
	if ref := r.shown(); ref != nil {
		return ref.Value
	}
	return nil
}

// shown is the schema of an item with its name.
func (r *resource) shown() *openapi3.SchemaRef {
	for _, op := range present(r.read, r.create, r.put, r.patch) {
		if ref := op.replyRef(); ref != nil {
			return ref
		}
	}
	for _, op := range present(r.list, r.batch.create, r.batch.update) {
		if op.reply() != nil && op.reply().Items != nil {
			return op.reply().Items
		}
	}
	return nil
}

// published says whether every user reads the items, which their owners alone write.
func (r *resource) published() bool {
	return slices.ContainsFunc(present(r.list, r.read), func(op *operation) bool { return op.published() != "" })
}

// updates are the operations that set fields of an item.
func (r *resource) updates() []*operation { return present(r.put, r.patch) }

// onItem are all operations on an item, the deletion last.
func (r *resource) onItem() []*operation {
	return present(append(append([]*operation{r.read, r.put, r.patch}, r.toggles...), r.delete)...)
}

// all are all operations; of a sub-list, only its own.
func (r *resource) all() []*operation {
	if r.parent != nil {
		return []*operation{r.list}
	}
	return slices.Concat(present(r.list, r.create, r.changes), r.onItem(), present(r.restore), r.batch.all(), r.each.all())
}
