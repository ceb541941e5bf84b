package conformance

import (
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation is an operation of the document with its place in it.
type operation struct {
	*openapi3.Operation
	method, path string
	shared       openapi3.Parameters
}

func (o *operation) isList() bool {
	return o.method == http.MethodGet && kindOf(o.reply()) == "array" && len(o.reply().Items.Value.Properties) > 0
}

func (o *operation) isCreate() bool {
	return o.method == http.MethodPost && kindOf(o.body()) == "object" && kindOf(o.reply()) == "object"
}

// public says whether every user may call the operation.
// published is the field of the owner where every user reads what only that one writes; "" elsewhere.
func (o *operation) published() string {
	field, _ := o.Extensions[xPublished].(string)
	return field
}

func (o *operation) public() bool { return o.Extensions[xPublic] == true }

// takesToken says whether the operation looks at a token.
func (o *operation) takesToken() bool { return o.Security == nil || len(*o.Security) > 0 }

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

// restores is the field that says since when an item is in the trash from which the operation
// takes it; "" for any other.
func (o *operation) restores() string {
	field, _ := o.Extensions[xRestores].(string)
	return field
}

// outcomes says whether the operation answers with an outcome for each of several items.
func (o *operation) outcomes() bool { return o.Extensions[xOutcomes] == true }

// body returns the schema of the JSON that the operation takes, or nil.
func (o *operation) body() *openapi3.Schema {
	if o.RequestBody == nil {
		return nil
	}
	return schemaOf(o.RequestBody.Value.Content)
}

// reply returns the schema of the JSON that the operation answers with, or nil.
func (o *operation) reply() *openapi3.Schema {
	if ref := o.replyRef(); ref != nil {
		return ref.Value
	}
	return nil
}

// replyRef is reply with its name.
func (o *operation) replyRef() *openapi3.SchemaRef {
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		if r := o.Responses.Status(status); r != nil {
			if media := r.Value.Content["application/json"]; media != nil {
				return media.Schema
			}
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

func present(operations ...*operation) []*operation {
	return slices.DeleteFunc(operations, func(o *operation) bool { return o == nil })
}
