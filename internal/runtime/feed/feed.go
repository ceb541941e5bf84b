// Package feed reads what has changed among the rows of a viewer, in an order that skips
// nothing: by the number that the database gives to the changes of each owner, in the order in
// which they are committed.
//
// Generated handlers call it; it knows no entity. Start with New: a Page says what to read, and
// takes the changes one by one. query.go has the statement, cursor.go what a client holds.
package feed

import (
	"context"
	"database/sql"
	"errors"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/rows"
)

// Page is a page of a feed. It ends after its limit of changes, or before the one with which it
// would have more than memory.Page bytes. The first change is always on it.
type Page struct {
	// Bound is for the query: beyond it, no change is on the page.
	Bound rows.Bound

	limit int
	since *cursor // nil for a client that has nothing
	now   bool    // it has nothing, and wants only what changes from now on
	of    scope

	head  head
	asked bool // head is known
	read  int  // changes that were read, omitted ones among them
	more  bool
	at    cursor // of the last change that was read
}

// head is what a statement says of the feed itself, besides changes.
type head struct {
	epoch                string
	number, floor, began int64 // of the owner; 0 where nothing has been counted yet
	counted              bool
}

// Now stands in place of a cursor for a client that wants only what changes from now on.
const Now = "now"

// New returns the page behind the cursor since, "" for the first one, or an empty one that leads
// on from Now. The URL of the request says whose feed it is of, and how it is narrowed. It returns a fault.Invalid error for an
// invalid cursor or one of other filters, and a fault.Gone error for another user's.
func New(ctx context.Context, since string, limit int) (*Page, error) {
	p := &Page{Bound: rows.Bound{Bytes: memory.Page}, limit: limit, now: since == Now, of: scopeOf(ctx)}
	var err error
	if since != "" && !p.now {
		p.since, err = decode(since, p.of)
	}
	return p, err
}

// change is one row of the statement.
type change struct {
	number  sql.NullInt64
	id      uuid.UUID
	version sql.NullInt64
	state   sql.NullInt64
}

// States of what has changed. Of a row that was deleted and is there again in one transaction,
// the row comes first: a page may end behind it.
const (
	deleted = 0 // it is deleted, or does not pass the filters
	present = 1
	again   = 2 // it was deleted, and is there again: its row tells of it
)

// Gone is the type of the problem that a cursor is refused with which nothing leads on from.
const Gone = "/problems/changes-gone"

func gone(why string) error {
	return &fault.Error{Kind: fault.Gone, Type: Gone, Detail: why + ": load everything again, without since"}
}

// check refuses a cursor behind which changes are missing.
func (p *Page) check() error {
	c, h := p.since, p.head
	if c == nil {
		return nil
	}
	unpurged := h.floor == h.began && c.complete() <= 0 // nothing had been counted when it was made
	switch {
	case c.Epoch != h.epoch:
		return gone("The cursor is of another database, or of one that was restored since")
	case !h.counted && c.complete() > 0, c.Number > h.number && c.Number > 0, h.counted && c.complete() < h.floor && !unpurged:
		return gone("The cursor is older than what is kept of deletions")
	}
	return nil
}

// begin notes what the statement says of the feed.
func (p *Page) begin(h head) error {
	if p.asked {
		return nil
	}
	p.head, p.asked = h, true
	if err := p.check(); err != nil {
		return err
	}
	if p.since != nil {
		p.at = *p.since
		return nil
	}
	p.at = cursor{Begun: &h.number, Epoch: h.epoch, scope: p.of}
	return nil
}

// entry writes a change with the row, or returns rows.Enough if it is not on the page.
func (p *Page) entry(w *jx.Writer, c change, row func(*jx.Writer)) error {
	if p.read == p.limit {
		p.more = true
		return rows.Enough
	}
	size := len(w.Buf)
	p.write(w, c, row)
	if p.read > 0 && len(w.Buf) >= memory.Page {
		w.Buf = w.Buf[:size]
		p.more = true
		return rows.Enough
	}
	p.read++
	p.at.Number, p.at.ID = c.number.Int64, c.id
	return nil
}

func (p *Page) write(w *jx.Writer, c change, row func(*jx.Writer)) {
	loading := p.at.Begun != nil && c.number.Int64 <= *p.at.Begun
	if row == nil && (loading || c.state.Int64 == again) {
		return // the client has never had it, or is told of the row
	}
	if w.Buf[len(w.Buf)-1] != '[' {
		w.Comma()
	}
	if row != nil {
		w.RawStr(`{"op":"upsert","row":`)
		row(w)
		w.ObjEnd()
		return
	}
	w.RawStr(`{"op":"delete","id":`)
	reply.UUID(w, c.id)
	if c.version.Valid {
		w.RawStr(`,"version":`)
		w.Int64(c.version.Int64)
	}
	w.ObjEnd()
}

// next is the cursor behind the page.
func (p *Page) next() string {
	more := p.more || p.Bound.Cut
	if !more {
		p.at.Number, p.at.ID = max(p.at.Number, p.head.number), last
	}
	if p.at.Begun != nil && (!more || p.at.Number > *p.at.Begun) {
		p.at.Begun = nil
	}
	return p.at.encode()
}

// Reply returns the page as JSON. read gives it the changes: it executes the query.
func Reply(ctx context.Context, p *Page, read func(*jx.Writer) error) (answer reply.JSON, err error) {
	answer = reply.Of(ctx, p, func(w *jx.Writer, p *Page) {
		w.RawStr(`{"changes":[`)
		if err = rows.Ended(read(w)); err != nil {
			return
		}
		empty := w.Buf[len(w.Buf)-1] == '['
		w.RawStr(`],"cursor":`)
		next := p.next()
		w.Str(next)
		place(ctx, Place{Cursor: next, Number: p.at.Number, Empty: empty, More: p.more || p.Bound.Cut})
		w.RawStr(`,"more":`)
		w.Bool(p.more || p.Bound.Cut)
		w.ObjEnd()
	})
	if err == nil && !p.asked {
		err = errors.New("feed: a statement without a row")
	}
	return answer, err
}
