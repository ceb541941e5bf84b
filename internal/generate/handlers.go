package generate

import (
	"net/http"
	"slices"
	"strings"

	"github.com/entask/entask/internal/rest"
)

// Handler is an operation that is written by hand, with its place in the API.
type Handler struct {
	rest.Handler
	Entity *Entity
	Method string
	Place  rest.Place
	path   string // relative to its place
}

func newHandlers(e *Entity) (all []*Handler) {
	for _, h := range e.REST.Handlers {
		method, place, path := h.Route()
		all = append(all, &Handler{h, e, method, place, path})
	}
	return all
}

// Handlers are the operations that are written by hand, of all schemas.
func (app *App) Handlers() (all []*Handler) {
	for _, e := range app.nodes {
		all = append(all, e.Handlers...)
	}
	return all
}

// Path is where the operation is.
func (h *Handler) Path() string {
	e := h.Entity
	switch h.Place {
	case rest.OnRow:
		return e.Prefix + "/" + e.Segment + "/{" + e.Param + "}/" + h.path
	case rest.OnCollection:
		return e.Prefix + "/" + e.Segment + "/" + h.path
	default:
		return e.Prefix + "/" + h.path
	}
}

// OnRow says whether the operation is on one row.
func (h *Handler) OnRow() bool { return h.Place == rest.OnRow }

// Conditional says whether the operation honours conditions on its row.
func (h *Handler) Conditional() bool { return h.OnRow() && h.Method != http.MethodGet }

// Keyed says whether the operation takes an Idempotency-Key: nothing else keeps it from
// being done again, and there is a user who has it.
func (h *Handler) Keyed() bool {
	return (h.Method == http.MethodPost || h.Method == http.MethodPatch) && h.Token == rest.TokenRequired
}

// HasBody says whether the operation takes a body.
func (h *Handler) HasBody() bool { return h.Takes != nil && h.Takes.Shape != nil }

// HasParams says whether the operation takes anything else.
func (h *Handler) HasParams() bool {
	return h.OnRow() || h.Keyed() || h.Takes != nil && len(h.Takes.Query) > 0
}

// Row is the entity of which the operation returns one row, or nil.
func (h *Handler) Row() *Entity {
	if h.Returns == nil {
		return nil
	}
	return h.Entity.App.entity(h.Returns.Row)
}

// Rows is the entity of which the operation returns rows, or nil.
func (h *Handler) Rows() *Entity {
	if h.Returns == nil {
		return nil
	}
	return h.Entity.App.entity(h.Returns.Rows)
}

// shows says whether the operation returns rows of the entity.
func (h *Handler) shows(e *Entity) bool {
	return h.Returns != nil && (h.Row() == e || h.Rows() == e || slices.Contains(h.Returns.Contains, e.Name))
}

// Result is the Go type that the method written by hand returns beside its error; "" where
// that is all.
func (h *Handler) Result() string {
	switch {
	case h.Returns == nil:
		return ""
	case h.Row() != nil:
		return "*ent." + h.Row().Name
	case h.Rows() != nil:
		return "[]*ent." + h.Rows().Name
	default:
		return h.Returns.Go
	}
}

// Reply is the Go type of its reply; "" where it has none.
func (h *Handler) Reply() (string, error) {
	switch row := h.Row(); {
	case h.Returns == nil:
		return "", nil
	case row != nil:
		return row.Reply()
	default:
		return "reply.JSON", nil
	}
}

// NoReply is the value of Reply where there is none.
func (h *Handler) NoReply() string {
	if h.Row() != nil {
		return h.Row().NoReply()
	}
	return "reply.JSON{}"
}

// Name is what Go calls the operation.
func (h *Handler) Name() (string, error) { return h.Entity.App.Names.Operation(h.ID) }

// Arg is the Go field of a parameter.
func (h *Handler) Arg(parameter string) (string, error) {
	return h.Entity.App.Names.Arg(h.ID, parameter)
}

// Argument is a field of a request that stands in the query, with what ogen calls it.
type Argument struct {
	rest.Parameter
	Arg string
}

// Arguments are the fields of the request that stand in the query.
func (h *Handler) Arguments() (all []Argument, err error) {
	for _, p := range h.Takes.Query {
		arg, err := h.Arg(p.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, Argument{p, arg})
	}
	return all, nil
}

// Imports are the packages of its Go types.
func (h *Handler) Imports() (all []string) {
	for _, t := range []*rest.Type{h.Takes, h.Returns} {
		if t != nil {
			all = append(all, t.Imports...)
		}
	}
	return all
}

// Imports are the packages of the Go types of all operations that are written by hand.
func (app *App) Imports() (all []string) {
	for _, h := range app.Handlers() {
		all = append(all, h.Imports()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// RowsWithin are the entities whose rows are a part of a reply that is written by hand.
func (app *App) RowsWithin() (all []*Entity) {
	for _, e := range app.Entities {
		if slices.ContainsFunc(app.Handlers(), func(h *Handler) bool { return h.Returns != nil && slices.Contains(h.Returns.Contains, e.Name) }) {
			all = append(all, e)
		}
	}
	return all
}

// entity returns the one of that name that is exposed, or nil.
func (app *App) entity(name string) *Entity {
	for _, e := range app.Entities {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// HandlesRows says whether an operation written by hand is on a row of the entity.
func (e *Entity) HandlesRows() bool { return slices.ContainsFunc(e.Handlers, (*Handler).OnRow) }

// handled says whether an operation that is written by hand returns rows of the entity.
func (e *Entity) handled() bool {
	return slices.ContainsFunc(e.App.Handlers(), func(h *Handler) bool { return h.shows(e) })
}

// tag is the heading under which the document has the operation: that of its
// collection, or of the first word of its own path.
func (h *Handler) tag() string {
	if h.Place != rest.OnPath {
		return h.Entity.Plural
	}
	first, _, _ := strings.Cut(h.path, "/")
	words := strings.ReplaceAll(first, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
