// Package seal says, before a list is read, whether a client has it already.
//
// The database draws a random number, the seal, with each change of an owner's syncable rows,
// and keeps the latest one. A list of nothing but such rows says the same as long as the seal is
// the same: no seal comes again, whatever is deleted, erased or restored. So the entity tag of
// the list has the seal, and a request that names the current one is answered without reading
// the page.
//
// The seal is read before the page, in the same round trip. So a list may be newer than the seal
// that it is sent with, which costs its client a page more, and it is never older.
//
// Start with Ask. The database's driver sends Statement ahead of a page; a generated query adds
// what Where returns, and on SQLite asks Read.
package seal

import (
	"context"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
)

// Asked is what a list asks for ahead of its rows.
type Asked struct {
	// Known is the seal of what the client has, and "" where it names none.
	Known string
	// Found is the viewer's seal before the rows were read, and "" where nothing is known of it.
	Found string

	tag   string // that has Known
	scope uint64
}

// Ask returns what the list of a request asks for. It returns nil for a request without
// If-None-Match, since reading the seal costs PostgreSQL a tenth of a short page, and only who
// comes back for the list saves that.
func Ask(ctx context.Context) *Asked {
	asked := request.InboundOf(ctx).Request
	lines := asked.Header["If-None-Match"]
	if len(lines) == 0 {
		return nil
	}
	a := &Asked{scope: scopeOf(asked.URL.Path, asked.URL.RawQuery)}
	if tag, state, ok := etag.State(lines); ok {
		a.tag, a.Known = tag, strconv.FormatUint(state^a.scope, 10)
	}
	return a
}

// scopeOf is a hash of all that a list depends on besides rows: what is asked for, and the
// program that answers. The tag of another list, or of another release, has no current seal then.
func scopeOf(path, query string) uint64 {
	var sum xxhash.Digest
	sum.ResetWithSeed(program())
	_, _ = sum.WriteString(path) // never fails
	_, _ = sum.WriteString("?" + query)
	return sum.Sum64()
}

// Holds says that the client has what the list says: no rows were read.
func (a *Asked) Holds() bool { return a != nil && a.Known != "" && a.Known == a.Found }

// State is that of the reply.
func (a *Asked) State() reply.State {
	if a == nil || a.Found == "" {
		return reply.State{}
	}
	if a.Holds() {
		return reply.State{Has: a.tag}
	}
	number, err := strconv.ParseUint(a.Found, 10, 64)
	if err != nil {
		return reply.State{}
	}
	return reply.State{Known: true, Number: number ^ a.scope}
}
