package reply

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/instant"
)

// Array is a list of rows that are written one by one.
type Array struct{ text *text }

// NewArray returns an empty list.
func NewArray(ctx context.Context) Array {
	t := newText(ctx)
	t.buffer.ArrStart()
	return Array{t}
}

// Item returns where to write the next row.
func (a Array) Item() *jx.Writer {
	w := &a.text.buffer.Writer
	if n := len(w.Buf); n > largest && cap(w.Buf)-n < largest {
		w.Buf = slices.Grow(w.Buf, n) // append alone would copy a long list many times
	}
	if len(w.Buf) > 1 {
		w.Comma()
	}
	return w
}

// Size returns how many bytes the list has so far.
func (a Array) Size() int { return len(a.text.buffer.Buf) }

// Cut takes back what was written since the list had that size.
func (a Array) Cut(size int) { a.text.buffer.Buf = a.text.buffer.Buf[:size] }

// End returns the list, to which nothing must be added any more.
func (a Array) End() JSON {
	a.text.buffer.ArrEnd()
	return JSON(a)
}

// Each returns a list of rows, each as write writes it.
func Each[R any](ctx context.Context, rows []R, write func(*jx.Writer, R)) JSON {
	a := NewArray(ctx)
	for _, row := range rows {
		write(a.Item(), row)
	}
	return a.End()
}

// List writes a list of rows, each as write writes it.
func List[R any](w *jx.Writer, rows []R, write func(*jx.Writer, R)) {
	w.ArrStart()
	for i, row := range rows {
		if i > 0 {
			w.Comma()
		}
		write(w, row)
	}
	w.ArrEnd()
}

// Time writes an instant as instant.Layout has it.
func Time(w *jx.Writer, t time.Time) {
	w.Buf = append(w.Buf, '"')
	w.Buf = append(instant.Append(w.Buf, t), '"')
}

// UUID writes an id as RFC 9562 has it.
func UUID(w *jx.Writer, id uuid.UUID) {
	w.Buf = append(w.Buf, '"')
	b := append(hex.AppendEncode(w.Buf, id[:4]), '-')
	b = append(hex.AppendEncode(b, id[4:6]), '-')
	b = append(hex.AppendEncode(b, id[6:8]), '-')
	b = append(hex.AppendEncode(b, id[8:10]), '-')
	w.Buf = append(hex.AppendEncode(b, id[10:]), '"')
}

// Lines are a text of lines that are written one by one.
type Lines struct{ text *text }

// NewLines returns a text without lines.
func NewLines(ctx context.Context) Lines { return Lines{newText(ctx)} }

// Add writes a line, which has its end.
func (l Lines) Add(line []byte) {
	w := &l.text.buffer.Writer
	if n := len(w.Buf); n > largest && cap(w.Buf)-n < largest {
		w.Buf = slices.Grow(w.Buf, n)
	}
	w.Buf = append(w.Buf, line...)
}

// Size returns how many bytes the lines have so far.
func (l Lines) Size() int { return len(l.text.buffer.Buf) }

// End returns the text, to which nothing must be added any more. It is no JSON, unless it
// has one line.
func (l Lines) End() JSON { return JSON(l) }
