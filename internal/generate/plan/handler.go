package plan

import (
	"cmp"
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
	Rest   string // of the path, relative to its place
}

func newHandlers(e *Entity) (all []*Handler) {
	for _, h := range e.REST.Handlers {
		method, place, path := h.Route()
		all = append(all, &Handler{h, e, method, place, path})
	}
	return all
}

// Handlers are the operations that are written by hand, of all schemas.
func (api *API) Handlers() (all []*Handler) {
	for _, e := range api.Nodes {
		all = append(all, e.Handlers...)
	}
	return all
}

// Path is where the operation is.
func (h *Handler) Path() string {
	e := h.Entity
	switch h.Place {
	case rest.OnRow:
		return e.API.Prefix + "/" + e.Segment + "/{" + e.Param + "}/" + h.Rest
	case rest.OnCollection:
		return e.API.Prefix + "/" + e.Segment + "/" + h.Rest
	default:
		return e.API.Prefix + "/" + h.Rest
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

// mayScan is what an operation costs that may look at all rows of its user, as a search does.
const mayScan = 10

// Price is what a request of the operation costs of the rate limit.
func (h *Handler) Price() int {
	switch {
	case h.Costs != nil:
		return *h.Costs
	case h.Place == rest.OnCollection, h.Rows() != nil:
		return mayScan
	default:
		return 1
	}
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
	return h.Entity.API.Entity(h.Returns.Row)
}

// Rows is the entity of which the operation returns rows, or nil.
func (h *Handler) Rows() *Entity {
	if h.Returns == nil {
		return nil
	}
	return h.Entity.API.Entity(h.Returns.Rows)
}

// Shown is the entity of which the operation returns a row or rows, or nil.
func (h *Handler) Shown() *Entity { return cmp.Or(h.Row(), h.Rows()) }

// shows says whether the operation returns rows of the entity.
func (h *Handler) shows(e *Entity) bool {
	return h.Returns != nil && (h.Row() == e || h.Rows() == e || slices.Contains(h.Returns.Contains, e.Name))
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
func (api *API) Imports() (all []string) {
	for _, h := range api.Handlers() {
		all = append(all, h.Imports()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// RowsWithin are the entities whose rows are a part of a reply that is written by hand.
func (api *API) RowsWithin() (all []*Entity) {
	for _, e := range api.Entities {
		if slices.ContainsFunc(api.Handlers(), func(h *Handler) bool { return h.Returns != nil && slices.Contains(h.Returns.Contains, e.Name) }) {
			all = append(all, e)
		}
	}
	return all
}

// Entity returns the one of that name that is exposed, or nil.
func (api *API) Entity(name string) *Entity {
	for _, e := range api.Entities {
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
	return slices.ContainsFunc(e.API.Handlers(), func(h *Handler) bool { return h.shows(e) })
}

// Tag is the heading under which the document has the operation: that of its
// collection, or of the first word of its own path.
func (h *Handler) Tag() string {
	if h.Place != rest.OnPath {
		return h.Entity.Plural
	}
	first, _, _ := strings.Cut(h.Rest, "/")
	words := strings.ReplaceAll(first, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
