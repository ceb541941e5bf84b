package rest

import "strings"

// Handler is an operation that is written by hand, as Handle registers it.
type Handler struct {
	ID      string   `json:"id"`                // "snoozeTask"
	Pattern string   `json:"pattern"`           // "POST {id}/snooze"
	Doc     string   `json:"doc"`               // the first sentence is the summary
	Takes   *Type    `json:"takes,omitempty"`   // nil where it takes nothing
	Returns *Type    `json:"returns,omitempty"` // nil where it answers nothing
	Token   Token    `json:"token,omitempty"`
	Fails   []int    `json:"fails,omitempty"`
	Costs   *int     `json:"costs,omitempty"` // nil where it is not said
	Twice   []string `json:"twice,omitempty"` // options of which two were given
}

// Token says whether an operation needs a token.
type Token string

// What an operation wants of a token.
const (
	TokenRequired Token = ""
	TokenOptional Token = "optional"
	TokenIgnored  Token = "ignored"
)

// Option is what an operation that is written by hand takes, answers, and asks for.
type Option func(*Handler)

// Handle registers an operation that is written by hand: the method of that name of
// the generated interface ogent.Operations. The id is its name in the document, the
// pattern its method and path, the doc one or more sentences for the reader of the
// document, of which the first is the summary.
//
//	rest.Handle("snoozeTask", "POST {id}/snooze", "Snooze a Task. Moves due_date on by a number of days.",
//		rest.Takes(Snooze{}), rest.Returns(rest.Row[Task]{}))
//
// A path that begins with {id} is on one row, which the method is handed: it was read
// under the policy, so it is the viewer's, and the conditions of the request hold. Any
// other path is below the collection, unless it begins with a slash: then it is a path
// of its own, such as "GET /me".
func Handle(id, pattern, doc string, options ...Option) Annotation {
	h := Handler{ID: id, Pattern: pattern, Doc: doc}
	for _, option := range options {
		option(&h)
	}
	return Annotation{Handlers: []Handler{h}}
}

// Takes names the Go type of the request, a struct of package schema: its fields are
// the members of the body, by their json tags, and those with a tag query are
// parameters. Other tags bound the values; see Shape.
//
//	rest.Handle("snoozeTask", "POST {id}/snooze", "Snooze a Task.", rest.Takes(Snooze{}))
func Takes(v any) Option {
	return func(h *Handler) {
		twice(h, h.Takes != nil, "Takes")
		h.Takes = typeOf(v)
	}
}

// Returns names the Go type of the reply: Row of a schema for a row, a slice of it for
// rows, or any type with JSON of its own. Without it, nothing is answered, with 204.
//
//	rest.Handle("listOverdue", "GET overdue", "List what is overdue.", rest.Returns([]rest.Row[Task]{}))
func Returns(v any) Option {
	return func(h *Handler) {
		twice(h, h.Returns != nil, "Returns")
		h.Returns = typeOf(v)
	}
}

// Fails adds error responses to those that follow from what the operation takes, such
// as 404 where the body names something that may be missing.
//
//	rest.Handle("joinTeam", "POST /teams/join", "Join a team.", rest.Takes(Invitation{}), rest.Fails(404))
func Fails(statuses ...int) Option {
	return func(h *Handler) { h.Fails = append(h.Fails, statuses...) }
}

// Costs says what a request takes of the rate limit of its user, where that is not what is
// taken for granted: 10, as a search takes, below the collection or for a list of rows, and
// 1 otherwise. A cost of 1 is about 0.2 ms of processor time of the service and the database.
//
//	rest.Handle("mergeTasks", "POST merge", "Merge Tasks.", rest.Takes(Merge{}), rest.Costs(50))
func Costs(price int) Option {
	return func(h *Handler) {
		twice(h, h.Costs != nil, "Costs")
		h.Costs = &price
	}
}

// Anonymous lets everybody call the operation; a token is not looked at. There is no
// viewer, whom the policy would give anything, and no rate limit counts the request.
//
//	rest.Handle("suggestLabels", "POST /label-suggestions", "Suggest labels.", rest.Anonymous())
func Anonymous() Option { return token(TokenIgnored) }

// MaybeAnonymous lets everybody call the operation: with a token there is a viewer.
//
//	rest.Handle("readMe", "GET /me", "Say who asks.", rest.MaybeAnonymous())
func MaybeAnonymous() Option { return token(TokenOptional) }

func token(t Token) Option {
	return func(h *Handler) {
		twice(h, h.Token != TokenRequired, "Anonymous or MaybeAnonymous")
		h.Token = t
	}
}

// twice notes that an option was given before.
func twice(h *Handler, before bool, option string) {
	if before {
		h.Twice = append(h.Twice, option)
	}
}

// Place is what the path of an operation is relative to.
type Place int

// The places of an operation.
const (
	OnRow        Place = iota // one row of the schema
	OnCollection              // the collection of its rows
	OnPath                    // nothing: the path is its own
)

// Route returns the method of the pattern, such as "POST", and its path without what
// it is relative to, such as "snooze".
func (h Handler) Route() (method string, place Place, path string) {
	method, path, _ = strings.Cut(h.Pattern, " ")
	switch {
	case strings.HasPrefix(path, "/"):
		return method, OnPath, path[1:]
	case strings.HasPrefix(path, "{id}/"):
		return method, OnRow, strings.TrimPrefix(path, "{id}/")
	default:
		return method, OnCollection, path
	}
}

// Summary returns the first sentence of the doc, and Description what follows it, or
// the same where nothing does.
func (h Handler) Summary() string {
	first, _, _ := strings.Cut(h.Doc, ". ")
	return strings.TrimSuffix(first, ".")
}

// Description returns what the doc says beyond the summary.
func (h Handler) Description() string {
	if _, more, ok := strings.Cut(h.Doc, ". "); ok {
		return more
	}
	return h.Doc
}
