package document

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// xByHand marks an operation that is written by hand: what it does nobody knows but its
// author.
const xByHand = "x-by-hand"

// addHandlers adds the operations that are written by hand, and refuses what another
// operation has already.
func (d *document) addHandlers() {
	tags := map[string]bool{}
	for _, tag := range d.tags {
		tags[tag.(object)["name"].(string)] = true //nolint:forcetypeassert // written here
	}
	for _, h := range d.api.Handlers() {
		free := d.claimHandler(h, "the path "+h.Method+" "+anyParameter.ReplaceAllString(h.Path(), "{}"),
			fmt.Sprintf("give it another path: rest.Handle(%q, %q, …)", h.ID, h.Pattern+"-2"))
		free = d.claimHandler(h, "the operation id "+h.ID,
			fmt.Sprintf("give it another id: rest.Handle(%q, %q, …)", h.ID+"2", h.Pattern)) && free
		for _, t := range []*rest.Type{h.Takes, h.Returns} {
			d.addType(h, t)
		}
		if !free {
			continue
		}
		d.add(h.Entity, h.Path(), strings.ToLower(h.Method), d.handler(h))
		if tag := h.Tag(); !tags[tag] {
			tags[tag] = true
			d.tags = append(d.tags, tagOf(tag, d.api.Prefix+"/"+strings.Split(h.Rest, "/")[0]))
		}
	}
}

// tagOf describes the tag of operations at a path of their own.
func tagOf(name, path string) object {
	return object{"name": name, "description": "What stands at " + path + "."}
}

// claimHandler notes whose something is that only one can have, or refuses it.
func (d *document) claimHandler(h *plan.Handler, what, remedy string) (free bool) {
	if other, ok := d.claims[what]; ok {
		d.refused = append(d.refused, fmt.Errorf("ent/schema: %s: rest.Handle(%q): would have %s, which is that of %s: %s", h.Entity.Name, h.ID, what, other, remedy))
		return false
	}
	d.claims[what] = fmt.Sprintf("rest.Handle(%q)", h.ID)
	return true
}

// addType adds the schema of a Go type. Operations may share one.
func (d *document) addType(h *plan.Handler, t *rest.Type) {
	if t == nil || t.Name == "" || t.Shape == nil {
		return
	}
	is := strings.Join(t.Imports, "") + "." + t.Go
	if d.goTypes[t.Name] == is {
		return
	}
	d.claimHandler(h, "the schema "+t.Name, fmt.Sprintf("rename the Go type: type %s2 struct { … }", t.Name))
	d.goTypes[t.Name], d.types[t.Name] = is, t.Shape
}

// schemaOf returns the schema of a request or a reply.
func schemaOf(t *rest.Type) object {
	switch {
	case t.Row != "":
		return Ref("schemas", t.Row)
	case t.Rows != "":
		return object{"type": "array", "items": Ref("schemas", t.Rows)}
	case t.Name != "":
		return Ref("schemas", t.Name)
	default:
		return t.Shape
	}
}

func (d *document) handler(h *plan.Handler) object {
	responses := responsesOf(h)
	op := object{
		"operationId": h.ID, "tags": []any{h.Tag()}, "summary": h.Summary(), "description": h.Description(),
		"responses": responses, xByHand: true, xCost: costs(h.Price()),
	}
	var parameters []any
	if h.Takes != nil {
		for _, p := range h.Takes.Query {
			parameter := queryParameter(p.Name, p.Doc, p.Schema)
			if p.Doc == "" {
				delete(parameter, "description")
			}
			if p.Required {
				parameter["required"] = true
			}
			parameters = append(parameters, parameter)
		}
	}
	if h.Conditional() {
		parameters = append(parameters, conditions(h.Entity, responses)...)
	}
	if h.Keyed() {
		parameters = append(parameters, idempotencyKey())
		op["description"] = h.Description() + " " + repeatedByHand
	}
	if len(parameters) > 0 {
		op["parameters"] = parameters
	}
	if h.HasBody() {
		op["requestBody"] = object{"required": true, "content": content(schemaOf(h.Takes), "application/json")}
	}
	if h.Place != rest.OnPath && h.Entity.Owner() == nil {
		op["x-public"] = true
	}
	if security := securityOf(h); security != nil {
		op["security"] = security
	}
	if h.Method == http.MethodGet && h.Returns != nil && h.Row() == nil {
		return revalidated(op)
	}
	return op
}

// repeatedByHand is what an operation says of its repetition.
const repeatedByHand = "With an Idempotency-Key a repetition does nothing more, and is answered as the first time."

// responsesOf are those that follow from what the operation takes.
func responsesOf(h *plan.Handler) object {
	responses := object{"204": object{"description": "Done."}}
	if row := h.Row(); row != nil {
		responses = object{"200": reply(row, "As it is now.", nil)}
	} else if h.Returns != nil {
		responses = object{"200": object{"description": h.Summary() + ".", "content": content(schemaOf(h.Returns), "application/json")}}
	}
	statuses := append([]int{500, 503, 422}, h.Fails...)
	if h.Token != rest.TokenIgnored {
		statuses = append(statuses, 401, 429)
	}
	if h.HasBody() {
		statuses = append(statuses, 400, 413, 415)
	}
	if h.Method != http.MethodGet {
		statuses = append(statuses, 409, 412)
	}
	if h.OnRow() {
		statuses = append(statuses, 404)
		if h.Entity.Owner() != nil {
			statuses = append(statuses, 403)
		}
	}
	addErrors(responses, statuses...)
	return responses
}

// securityOf is what the operation says of tokens where that is not what all say.
func securityOf(h *plan.Handler) []any {
	switch h.Token {
	case rest.TokenIgnored:
		return []any{}
	case rest.TokenOptional:
		return []any{object{}, object{"bearerAuth": []any{}}}
	default:
		return nil
	}
}
