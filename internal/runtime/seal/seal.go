// Package seal says, before a list is read, whether a client has it already.
//
// The database draws a random number, the seal, with each change of an owner's syncable rows,
// and keeps the latest one. A list of nothing but such rows says the same as long as the seal is
// the same: no seal comes again, whatever is deleted, erased or restored. So the service remembers
// by which seal a list had its entity tag. A request that names the tag while the seal is the same
// is answered without reading the page.
//
// The seal is read before the page, in the same round trip. So a list may be newer than the seal
// that is remembered of it, which costs a page more, and it is never older. Only where a failover
// then loses the change in between does the old seal hold again, for a list that is no more.
//
// Start with Ask. The database's driver sends Statement ahead of a page; a generated query adds
// what Where returns, and on SQLite asks Read.
package seal

import (
	"context"
	"hash/maphash"
	"strconv"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Asked is what a list asks for ahead of its rows. Nil asks for nothing.
type Asked struct {
	// Known is the seal of what the client has, and "" where that is not known.
	Known string
	// Found is the viewer's seal before the rows were read, and "" where there is none.
	Found string

	tag  string // that has Known
	list list
}

// list identifies a list of a viewer, with all that it depends on besides rows, and an entity tag of it.
type list struct{ viewer, path, query, tag string }

// Ask returns what the list of a request asks for. It returns nil for a request without
// If-None-Match, since reading the seal costs PostgreSQL a tenth of a short page, and only who
// comes back for the list saves that.
func Ask(ctx context.Context) *Asked {
	asked := request.InboundOf(ctx).Request
	lines := asked.Header["If-None-Match"]
	id, ok := viewer.ID(ctx)
	if len(lines) == 0 || !ok {
		return nil
	}
	a := &Asked{list: list{viewer: id, path: asked.URL.Path, query: asked.URL.RawQuery}}
	for tag := range etag.Weak(lines) {
		if known, ok := remembered.find(a.list.with(tag)); ok {
			a.tag, a.Known = tag, strconv.FormatInt(known, 10)
			break
		}
	}
	return a
}

var seed = maphash.MakeSeed()

// with is a hash of the list with a tag, which nobody else can compute.
func (l list) with(tag string) uint64 {
	l.tag = tag
	return maphash.Comparable(seed, l)
}

// Unread implements reply.Reading.
func (a *Asked) Unread() string {
	if a == nil || a.Known == "" || a.Known != a.Found {
		return ""
	}
	return a.tag
}

// Tagged implements reply.Reading: it remembers that by the seal found the list has the tag.
func (a *Asked) Tagged(tag string) {
	if found, err := strconv.ParseInt(a.Found, 10, 64); err == nil {
		remembered.keep(a.list.with(tag), found)
	}
}
