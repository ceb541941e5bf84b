package crud

import (
	"fmt"
	"slices"
	"text/template"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/ogen"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/generate/tables"
	"github.com/entask/entask/internal/rest"
)

// funcs are what the templates ask, besides the plan.
func funcs(server *ogen.Server) template.FuncMap {
	return template.FuncMap{
		"bodies":    func() []string { return []string{"Create", "Update"} },
		"maxLinks":  func() int { return plan.MaxLinks },
		"ruled":     func(e *plan.Entity) bool { return slices.ContainsFunc(e.Fields, isRuled) },
		"operators": func() map[rest.Op]string { return operators },
		"values":    values,
		"quotas":    quotas,
		"trashName": tables.TrashName,

		"typeFields": func() string { return document.TypeFields },

		"arg": server.Arg, "pathArg": server.PathArg, "prop": server.Prop, "shared": server.Shared,

		"assign": assign, "key": key, "operand": operand, "pageColumn": pageColumn,
		"parts": parts, "pointer": pointer, "write": write,

		"replyType":   func(e *plan.Entity) (string, error) { return replyType(server, e) },
		"headersType": func(e *plan.Entity) (string, error) { return headersType(server, e) },
		"noReply":     noReply,
	}
}

// operators are the predicates of a filter's comparisons.
var operators = map[rest.Op]string{
	rest.OpEqual:    "statement.EQ",
	rest.OpNot:      "filter.Not",
	rest.OpGreater:  "statement.GT",
	rest.OpAtLeast:  "statement.GTE",
	rest.OpLess:     "statement.LT",
	rest.OpAtMost:   "statement.LTE",
	rest.OpPrefix:   "filter.Prefix",
	rest.OpContains: "filter.Contains",
	rest.OpIsNull:   "filter.IsNull",
}

// value is a property of a request that the document alone cannot tell right from wrong.
type value struct {
	Property string
	Check    string // the expression of a function that can
}

// values are the properties whose JSON is left to a Go type, and those with rules that
// only the schema's code knows.
func values(api *plan.API) []value {
	var all []value
	for _, e := range api.Entities {
		add := func(body string, fields []*plan.Field) {
			for _, f := range fields {
				if f.Raw() || isRuled(f) {
					all = append(all, value{e.Name + body + "." + f.Name, checkOf(f)})
				}
			}
		}
		add("Create", e.Creatable())
		add("Update", e.Updatable())
	}
	return all
}

// quotas are the entities of which one owner may have so many rows.
func quotas(api *plan.API) []*plan.Entity {
	return slices.DeleteFunc(slices.Clone(api.Nodes), func(e *plan.Entity) bool { return e.REST.Quota == nil })
}

// isRuled says whether the field has a validator that only its own code knows.
func isRuled(f *plan.Field) bool { return f.REST.Checked != nil && f.Unknown() }

// checkOf returns the expression of a function that holds JSON to what the field's Go
// type can hold and its validator accepts.
func checkOf(f *plan.Field) string {
	set := fmt.Sprintf("(*ent.%s).%s", f.Entity.MutationName(), f.MutationSet())
	switch c := f.REST.Checked; {
	case !isRuled(f):
		return fmt.Sprintf("value.Check(%s)", set)
	case f.Validators > 0:
		return fmt.Sprintf("value.Rule(value.Check(%s), %s.%s, %q)", set, f.Entity.Package(), f.Validator(), c.Sentence)
	default:
		return fmt.Sprintf("value.OwnRule(%s, %q)", set, c.Sentence)
	}
}

// replyType is the Go type of a reply with one row: with headers where there is a version.
func replyType(server *ogen.Server, e *plan.Entity) (string, error) {
	if e.Version() == nil {
		return "reply.JSON", nil
	}
	name, err := headersType(server, e)
	return "*" + name, err
}

// headersType is the Go type of a reply with one row and its version.
func headersType(server *ogen.Server, e *plan.Entity) (string, error) {
	return server.Type(e.Name + "Headers")
}

// noReply is the value of replyType where there is none.
func noReply(e *plan.Entity) string {
	if e.Version() == nil {
		return "reply.JSON{}"
	}
	return "nil"
}
