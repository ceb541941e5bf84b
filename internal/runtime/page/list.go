package page

import (
	"context"
	"errors"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/seal"
)

// List is a page that is being written. It ends after its limit of rows, or before the row
// with which it would have more than memory.Page bytes. The first row is always on it.
type List[T any] struct {
	// Bound is for the query: beyond it, no row is on the page.
	Bound rows.Bound

	page  *Page
	keyOf func(row *T, column string) Key
	write func(*jx.Writer, *T)

	array   reply.Array
	claim   *memory.Claim
	claimed int // bytes of the array
	rows    int
	last    T // row on the page
	more    bool
}

// NewList returns an empty list; keyOf returns where a row stands in the order of the
// column named, and write writes it.
func NewList[T any](ctx context.Context, p *Page, keyOf func(row *T, column string) Key, write func(*jx.Writer, *T)) *List[T] {
	return &List[T]{
		Bound: rows.Bound{Bytes: memory.Page}, page: p, keyOf: keyOf, write: write,
		array: reply.NewArray(ctx), claim: memory.Of(ctx),
	}
}

// Add writes the next row, or returns rows.Enough if it is not on the page. Rows must come
// in order.
func (l *List[T]) Add(row *T) error {
	size := l.array.Size()
	if l.rows < l.page.Limit {
		l.write(l.array.Item(), row)
	}
	if l.rows == l.page.Limit || l.rows > 0 && l.array.Size() >= memory.Page {
		l.array.Cut(size)
		l.more = true
		return rows.Enough
	}
	l.rows++
	l.last = *row
	return l.count()
}

// shrinkage is by how much a page is made smaller.
const shrinkage = 8

// Shrink has read give the list its rows. Where they, with what is shown with them, take too
// much memory, it reads a smaller page.
func (l *List[T]) Shrink(read func() error) error {
	for l.page.Limit > 1 {
		err := l.claim.Within(read)
		if !errors.Is(err, memory.ErrMuch) {
			return err
		}
		l.page.Limit = max(l.page.Limit/shrinkage, 1)
		l.array.Cut(len("["))
		l.claimed, l.rows, l.more = 0, 0, false
	}
	return read()
}

// count claims what the list has grown by.
func (l *List[T]) count() error {
	grown := l.array.Size() - l.claimed
	if grown <= memory.Free {
		return nil
	}
	l.claimed += grown
	return l.claim.Need(int64(grown))
}

// Revalidate has the query read nothing where the client has the list. It is for lists of rows
// whose every change gives their owner another seal.
func (l *List[T]) Revalidate(ctx context.Context) { l.Bound.Seal = seal.Ask(ctx) }

// Unchanged says that nothing was read, because the client has the list.
func (l *List[T]) Unchanged() bool { return l.Bound.Seal.Unread() != "" }

// End returns the list, and the cursor of the next page; where no more rows follow, "".
func (l *List[T]) End() (reply.JSON, string) {
	list := l.array.End()
	if l.Bound.Seal != nil {
		list = list.By(l.Bound.Seal)
	}
	if l.rows == 0 || !l.more && !l.Bound.Cut {
		return list, ""
	}
	return list, encode(l.keyOf(&l.last, l.page.column.Name), l.page.Sort)
}
