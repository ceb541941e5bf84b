package conformance

import (
	"cmp"
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

// operation is an operation of the document with its place in it.
type operation struct {
	*openapi3.Operation
	method, path string
	shared       openapi3.Parameters
}

// resource is a collection path, the path of its items, and what is below that.
type resource struct {
	name string
	item string // path of an item
	// Nil where the document has no such operation.
	list, create, read, put, patch, delete *operation
	toggles                                []*operation
}

// newModel finds the resources of a document: a collection P, its items P/{id} and
// what is below an item. What fits nowhere is returned in words.
func newModel(doc *openapi3.T, elsewhere map[string]string) (all []*resource, strange []string) {
	byPath := map[string]*resource{}
	unseen := maps.Clone(elsewhere)
	for p := range doc.Paths.Map() {
		if before, last := path.Split(p); isParameter(last) && !strings.Contains(before, "{") {
			byPath[p] = &resource{name: path.Base(before), item: p}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(p)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			op := &operation{item.GetOperation(method), method, p, item.Parameters}
			if _, ok := elsewhere[op.OperationID]; ok {
				delete(unseen, op.OperationID)
				continue
			}
			if slot := slotOf(byPath, op); slot != nil {
				*slot = op
			} else if r := byPath[path.Dir(p)]; r != nil && op.toggled() != "" {
				r.toggles = append(r.toggles, op)
			} else {
				strange = append(strange, fmt.Sprintf("%s %s (%s): the suite has no notion of it: teach it, or say in App.Elsewhere where it is tested", method, p, op.OperationID))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unseen)) {
		strange = append(strange, name+" is in App.Elsewhere and not in the document: take it out")
	}
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		all = append(all, byPath[p])
	}
	return all, strange
}

func isParameter(segment string) bool { return strings.HasPrefix(segment, "{") }

// slotOf returns where an operation on a collection or an item belongs.
func slotOf(byPath map[string]*resource, op *operation) **operation {
	for p, r := range byPath {
		switch {
		case op.path == path.Dir(p) && op.method == http.MethodGet && op.reply() != nil && op.reply().Type.Is("array"):
			return &r.list
		case op.path == path.Dir(p) && op.method == http.MethodPost && op.body() != nil:
			return &r.create
		case op.path == p:
			return map[string]**operation{
				http.MethodGet: &r.read, http.MethodPut: &r.put, http.MethodPatch: &r.patch, http.MethodDelete: &r.delete,
			}[op.method]
		}
	}
	return nil
}

// toggled returns the field that an operation below an item flips: the one boolean
// that its body may hold.
func (o *operation) toggled() string {
	body := o.body()
	if body == nil || o.RequestBody.Value.Required || len(body.Properties) != 1 {
		return ""
	}
	for name, p := range body.Properties {
		if p.Value.Type.Is("boolean") && o.reply() != nil && o.reply().Properties[name] != nil {
			return name
		}
	}
	return ""
}

// body returns the schema of the JSON that the operation takes, or nil.
func (o *operation) body() *openapi3.Schema {
	if o.RequestBody == nil {
		return nil
	}
	return schemaOf(o.RequestBody.Value.Content)
}

// reply returns the schema of the JSON that the operation answers with, or nil.
func (o *operation) reply() *openapi3.Schema {
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		if r := o.Responses.Status(status); r != nil {
			return schemaOf(r.Value.Content)
		}
	}
	return nil
}

func schemaOf(content openapi3.Content) *openapi3.Schema {
	if media := content["application/json"]; media != nil && media.Schema != nil {
		return media.Schema.Value
	}
	return nil
}

// parameters returns those in the query, the header or the path.
func (o *operation) parameters(in string) []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, p := range slices.Concat(o.shared, o.Parameters) {
		if p.Value.In == in {
			all = append(all, p.Value)
		}
	}
	return all
}

// parameter returns the one of that name, or nil.
func (o *operation) parameter(in, name string) *openapi3.Parameter {
	for _, p := range o.parameters(in) {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// schema returns how an item looks in a reply.
func (r *resource) schema() *openapi3.Schema {
	return cmp.Or(r.read, r.create).reply()
}

// updates are the operations that set fields of an item.
func (r *resource) updates() []*operation { return present(r.put, r.patch) }

// onItem are all operations on an item, the one that ends it last.
func (r *resource) onItem() []*operation {
	return present(append(append([]*operation{r.read, r.put, r.patch}, r.toggles...), r.delete)...)
}

// all are all operations.
func (r *resource) all() []*operation { return append(present(r.list, r.create), r.onItem()...) }

func present(operations ...*operation) []*operation {
	return slices.DeleteFunc(operations, func(o *operation) bool { return o == nil })
}
