package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// What the document says of names and values that are read as others: see aliases and
// unwrapEmpty.
const (
	xAliasOf     = "x-alias-of"
	xEmptyIsNull = "x-empty-is-null"
)

// alias is another name of a property of a body.
type alias struct {
	name, of string
	schema   *openapi3.Schema
	rule     *openapi3.Schema // by which a body has one name of the property
}

// takeAliases removes the other names of properties from the schemas of a document, so that
// the other tests use the first ones, and returns them by schema.
func takeAliases(doc *openapi3.T) map[*openapi3.Schema][]alias {
	all := map[*openapi3.Schema][]alias{}
	if doc.Components == nil {
		return all
	}
	for _, ref := range doc.Components.Schemas {
		s, rules := ref.Value, map[string]*openapi3.Schema{}
		s.AllOf = slices.DeleteFunc(s.AllOf, func(rule *openapi3.SchemaRef) bool {
			of, ok := rule.Value.Extensions[xAliasOf].(string)
			if rules[of] = rule.Value; ok && len(rule.Value.OneOf) > 0 {
				s.Required = append(s.Required, of)
			}
			return ok
		})
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			p := s.Properties[name]
			unwrapEmpty(p)
			if of, ok := p.Value.Extensions[xAliasOf].(string); ok {
				all[s] = append(all[s], alias{name, of, p.Value, rules[of]})
				delete(s.Properties, name)
			}
		}
	}
	return all
}

// unwrapEmpty turns a property that also takes the empty text into that which it is
// otherwise. Its extension stays.
func unwrapEmpty(p *openapi3.SchemaRef) {
	if !readsEmpty(p.Value) || len(p.Value.AnyOf) != 2 {
		return
	}
	inner := *p.Value.AnyOf[0].Value
	inner.Extensions, inner.Default, inner.Example = p.Value.Extensions, p.Value.Default, p.Value.Example
	p.Value = &inner
}

// readsEmpty says whether the empty text is read as null.
func readsEmpty(s *openapi3.Schema) bool { return s.Extensions[xEmptyIsNull] == true }

// testAliases: a body may have another name of a field in the place of its own, and not
// beside it. Everything else is as if it had the field's own, and replies know no other.
func (s subject) testAliases(t *testing.T) {
	needs(t, s.create)
	found := false
	for _, op := range slices.Concat([]*operation{s.create}, s.updates(), s.toggles, present(s.batch.create, s.batch.update)) {
		for _, a := range s.aliases[s.itemBody(op)] {
			found = true
			t.Run(op.OperationID+"/"+a.name, func(t *testing.T) { s.testAlias(t, op, a) })
		}
	}
	if !found {
		t.Skip("no field has another name")
	}
}

// itemBody is the schema of what an operation is sent of one item.
func (s subject) itemBody(op *operation) *openapi3.Schema {
	switch op {
	case s.batch.create:
		return s.newSchema()
	case s.batch.update:
		return s.changeSchema()
	default:
		return op.body()
	}
}

func (s subject) testAlias(t *testing.T, op *operation, a alias) {
	t.Helper()
	schema := s.itemBody(op)
	property := schema.Properties[a.of]
	if property == nil || a.rule == nil || !sameType(property.Value, a.schema) {
		t.Fatalf("%s: want another name of a property of the same type, and a rule", a.name)
	}
	user := s.newUser()
	before := s.any(t, user, 2)
	body := s.own(t, user, schema, full.object(schema).Example(6))
	sent, own := body[a.of], maps.Clone(body)
	delete(body, a.of)
	if body[a.name] = sent; property.Value.ReadOnly {
		body[a.name], sent = "text", before[a.of]
	}
	item, loc := s.sendItem(t, op, user, before, body)
	if got, shown := item[a.of]; shown && !same(property.Value, decode(t, encode(t, sent)), got) {
		t.Errorf("%s: got %v, want %v", a.of, clipped(got), clipped(sent))
	}
	wantShape(t, s.resource, item)
	s.wantStored(t, user, item)
	s.refuseAlias(t, op, a, user, item, maps.Clone(own), loc)
}

// refuseAlias: both names at once are refused, and what breaks a rule of the field, at the
// name that the body has.
func (s subject) refuseAlias(t *testing.T, op *operation, a alias, user string, before row, own map[string]any, loc []any) {
	t.Helper()
	both := maps.Clone(own)
	both[a.of], both[a.name] = own[a.of], own[a.of]
	for _, one := range []string{a.of, a.name} {
		if err := a.rule.VisitJSON(map[string]any{one: 1}); err != nil {
			t.Errorf("the document refuses a body with %s alone: %v", one, err)
		}
	}
	if a.rule.VisitJSON(map[string]any{a.of: 1, a.name: 1}) == nil {
		t.Errorf("the document accepts both %s and %s", a.of, a.name)
	}
	wantRefused(t, s.sendBody(t, op, user, before, both), append(slices.Clone(loc), a.name))
	delete(own, a.of)
	if a.schema.ReadOnly {
		return
	}
	for i, f := range broken(a.schema) {
		if i%3 != 0 || f.late {
			continue
		}
		bad := maps.Clone(own)
		bad[a.name] = f.value
		s.fits(t, bad)
		wantRefused(t, s.sendBody(t, op, user, before, bad), slices.Concat(loc, []any{a.name}, f.loc))
	}
	wantSame(t, before, s.stored(t, user, id(before)))
}

// sendBody sends an operation what concerns one item.
func (s subject) sendBody(t *testing.T, op *operation, user string, on row, body map[string]any) reply {
	t.Helper()
	var whole any = body
	switch op {
	case s.batch.create:
		whole = []any{body}
	case s.batch.update:
		whole = map[string]any{idsField: []any{id(on)}, changeField: body}
	}
	return s.send(t, call{op: op, id: id(on), user: user, body: whole})
}

// sendItem expects success, and returns the item and where an error of it is.
func (s subject) sendItem(t *testing.T, op *operation, user string, on row, body map[string]any) (item row, loc []any) {
	t.Helper()
	res := s.sendBody(t, op, user, on, body)
	switch op {
	case s.create:
		return res.want(t, http.StatusCreated).row(t), []any{"body"}
	case s.batch.create:
		return res.want(t, http.StatusCreated).rows(t)[0], []any{"body", 0}
	case s.batch.update:
		return res.want(t, http.StatusOK).rows(t)[0], []any{"body", changeField}
	default:
		return res.want(t, http.StatusOK).row(t), []any{"body"}
	}
}

// sameType says whether two properties take the same values.
func sameType(a, b *openapi3.Schema) bool {
	plain := func(s *openapi3.Schema) openapi3.Schema {
		p := *s
		p.Description, p.Default, p.Extensions = "", nil, maps.Clone(s.Extensions)
		for _, name := range []string{xAliasOf, "x-default-by-server"} {
			delete(p.Extensions, name)
		}
		if len(p.Extensions) == 0 {
			p.Extensions = nil
		}
		return p
	}
	x, y := plain(a), plain(b)
	return fmt.Sprint(x.Type) == fmt.Sprint(y.Type) && reflect.DeepEqual(x.Extensions, y.Extensions) && x.Nullable == y.Nullable &&
		x.Format == y.Format && x.Pattern == y.Pattern && reflect.DeepEqual(x.MaxLength, y.MaxLength) && reflect.DeepEqual(x.Enum, y.Enum)
}
