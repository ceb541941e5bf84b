package refuse

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// verbs are the methods that an operation can have.
var verbs = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// operationID is the name of an operation in the document.
var operationID = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// taken are the fields of ogent.CRUD, whose methods the operations are.
var taken = []string{"client", "once", "operations", "userData"}

// handlers returns what is wrong with the operations of a schema that are written by hand.
func handlers(e *plan.Entity) (errs []error) {
	for _, h := range e.Handlers {
		errs = append(errs, collect(fmt.Sprintf("%s: rest.Handle(%q)", e.Name, h.ID), h, slices.Concat(routeRefusals, takesRefusals, returnsRefusals))...)
	}
	return errs
}

// registered is the registration of an operation with another id or pattern.
func registered(id, pattern string) string {
	return fmt.Sprintf("rest.Handle(%q, %q, …)", id, pattern)
}

var routeRefusals = []refusal[*plan.Handler]{
	{
		where(func(h *plan.Handler) bool { return !operationID.MatchString(h.ID) }, "has an id that is no name"),
		func(h *plan.Handler) string {
			return "begin with a lower-case letter, and use letters and digits alone: " + registered("snooze"+h.Entity.Name, h.Pattern)
		},
	},
	{
		where(func(h *plan.Handler) bool { return slices.Contains(taken, h.ID) }, "has the id of a field of ogent.CRUD"),
		func(h *plan.Handler) string { return "add a noun to it: " + registered(h.ID+h.Entity.Name, h.Pattern) },
	},
	{
		where(func(h *plan.Handler) bool { return !slices.Contains(verbs, h.Method) || !path.MatchString(h.Rest) },
			"has a pattern that is not a method and a path"),
		func(h *plan.Handler) string {
			return fmt.Sprintf("write a method, then the path on a row, on the collection or of its own, in lower-case letters, digits, hyphens and slashes: %s, %s or %s",
				registered(h.ID, "POST {id}/snooze"), registered(h.ID, "GET overdue"), registered(h.ID, "GET /me"))
		},
	},
	{
		where(func(h *plan.Handler) bool { return strings.TrimSpace(h.Doc) == "" }, "says nothing to the reader of the document"),
		func(h *plan.Handler) string {
			return fmt.Sprintf("describe it in a sentence: rest.Handle(%q, %q, \"Snooze a %s.\", …)", h.ID, h.Pattern, h.Entity.Name)
		},
	},
	{
		where(func(h *plan.Handler) bool { return h.Place != rest.OnPath && !h.Entity.REST.Exposed() }, "has a path below an entity without an API"),
		func(h *plan.Handler) string {
			return "give it a path of its own: " + registered(h.ID, h.Method+" /"+h.Rest)
		},
	},
	{
		where(func(h *plan.Handler) bool { return h.OnRow() && h.Token != rest.TokenRequired }, "is on a row, which nobody reads without a token"),
		say[*plan.Handler]("remove rest.Anonymous() and rest.MaybeAnonymous()"),
	},
	{
		func(h *plan.Handler) string {
			if len(h.Twice) == 0 {
				return ""
			}
			return "has two of rest." + h.Twice[0]
		},
		func(h *plan.Handler) string { return "keep one of them: rest." + h.Twice[0] + "(…)" },
	},
	{
		where(func(h *plan.Handler) bool { return h.Costs != nil && *h.Costs < 1 }, "costs nothing, and every request costs 1 at least"),
		say[*plan.Handler]("use rest.Costs(1), or remove it"),
	},
	{
		where(func(h *plan.Handler) bool { return h.Costs != nil && h.Token == rest.TokenIgnored }, "costs something, and nobody is asked whose limit that is taken from"),
		say[*plan.Handler]("remove rest.Costs, or rest.Anonymous()"),
	},
	{
		where(func(h *plan.Handler) bool { return unknownStatus(h) != 0 }, "fails with a status that no operation has"),
		func(h *plan.Handler) string {
			return fmt.Sprintf("remove %d, and keep of these what you need: rest.Fails(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503)", unknownStatus(h))
		},
	},
}

func unknownStatus(h *plan.Handler) int {
	for _, status := range h.Fails {
		if !document.HasError(status) {
			return status
		}
	}
	return 0
}

var takesRefusals = []refusal[*plan.Handler]{
	{
		func(h *plan.Handler) string { return wrongType("rest.Takes", h.Takes) },
		func(h *plan.Handler) string {
			return "take a struct of package schema: " + declared(h, "rest.Takes", "Days int", "days")
		},
	},
	{
		where(func(h *plan.Handler) bool { return isOther(h.Takes) }, "takes what is not a struct"),
		func(h *plan.Handler) string {
			return "take a struct of package schema: " + declared(h, "rest.Takes", "Days int", "days")
		},
	},
	{
		where(func(h *plan.Handler) bool { return h.Takes != nil && len(h.Takes.Contains) > 0 }, "takes a row, which only a reply can hold"),
		func(h *plan.Handler) string {
			row := h.Takes.Contains[0]
			return fmt.Sprintf("take its id: %sID uuid.UUID `json:\"%s_id\"`", row, strings.ToLower(row))
		},
	},
	{
		where(func(h *plan.Handler) bool {
			return h.HasBody() && (h.Method == http.MethodGet || h.Method == http.MethodDelete)
		}, "takes a body, which its method has not"),
		func(h *plan.Handler) string {
			return fmt.Sprintf("give each field of %s a tag query in the place of json, or use another method: %s",
				h.Takes.Name, registered(h.ID, strings.Replace(h.Pattern, h.Method, http.MethodPost, 1)))
		},
	},
}

// isOther says whether a type is no struct with members or parameters.
func isOther(t *rest.Type) bool {
	return t != nil && t.Error == "" && t.Name == ""
}

var returnsRefusals = []refusal[*plan.Handler]{
	{
		func(h *plan.Handler) string { return wrongType("rest.Returns", h.Returns) },
		func(h *plan.Handler) string {
			return "return rows, or a Go type with JSON of its own: " + declared(h, "rest.Returns", "Title string", "title")
		},
	},
	{
		func(h *plan.Handler) string {
			if name := unknownRow(h); name != "" {
				return "returns a row of " + name + ", which has no API"
			}
			return ""
		},
		func(h *plan.Handler) string {
			return "return a Go type with what of it may be shown: " + declared(h, "rest.Returns", "Title string", "title")
		},
	},
}

// wrongType says why a Go type cannot travel, or nothing.
func wrongType(option string, t *rest.Type) string {
	if t == nil || t.Error == "" {
		return ""
	}
	return option + ": " + t.Error
}

// unknownRow returns the schema of a row that the operation returns and the API does not
// know, or "".
func unknownRow(h *plan.Handler) string {
	if h.Returns == nil {
		return ""
	}
	for _, name := range append([]string{h.Returns.Row, h.Returns.Rows}, h.Returns.Contains...) {
		if name != "" && h.Entity.API.Entity(name) == nil {
			return name
		}
	}
	return ""
}

// declared is how a type for the operation is declared and named.
func declared(h *plan.Handler, option, field, member string) string {
	name := strings.ToUpper(h.ID[:min(1, len(h.ID))]) + h.ID[min(1, len(h.ID)):]
	return fmt.Sprintf("type %s struct { %s `json:%q` } and %s(%s{})", name, field, member, option, name)
}
