// Package reply writes the bodies of replies as the JSON that they are, straight from
// the rows, into memory that later requests use again.
//
// Generated code calls it; it knows no entity. Start with Of. A JSON belongs to the
// request that it was made in: whoever serves that calls Release when the response is
// written, and from then on the JSON is null.
package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/request"
)

// JSON is a finished JSON text: the Go type of a reply's body.
//
//nolint:recvcheck // it decodes by pointer and encodes by value, as ogen calls it
type JSON struct{ text *text }

// text is a JSON text until its request is over. Of a text, only the buffer is used
// again: who keeps one for too long finds nothing, and no other request's reply.
type text struct {
	buffer *buffer
	before *text // the one made before in the same request
}

type buffer struct{ jx.Writer }

// Sizes of a buffer: what it begins with holds a reply with one row; what has grown
// beyond the largest is not worth keeping for the next.
const (
	smallest = 2 << 10
	largest  = 256 << 10
)

var buffers = sync.Pool{New: func() any { return &buffer{jx.Writer{Buf: make([]byte, 0, smallest)}} }}

// newText returns an empty text of the request that is served, or of none.
func newText(ctx context.Context) *text {
	info := request.FromContext(ctx)
	b := buffers.Get().(*buffer) //nolint:forcetypeassert // the pool holds nothing else
	b.Reset()
	t := &text{buffer: b}
	t.before, _ = info.Replies.(*text)
	info.Replies = t
	return t
}

// Of returns one row as write writes it.
func Of[R any](ctx context.Context, row R, write func(*jx.Writer, R)) JSON {
	t := newText(ctx)
	write(&t.buffer.Writer, row)
	return JSON{t}
}

// Copy returns a text that was written before.
func Copy(ctx context.Context, raw []byte) JSON {
	t := newText(ctx)
	t.buffer.Raw(raw)
	return JSON{t}
}

// Bytes returns the text, which nobody may change, and which is gone when the request
// is over.
func (j JSON) Bytes() []byte {
	if j.text == nil || j.text.buffer == nil {
		return null
	}
	return j.text.buffer.Buf
}

var null = []byte("null")

// Empty says whether the text is a list of nothing.
func (j JSON) Empty() bool { return bytes.Equal(j.Bytes(), []byte("[]")) }

// Into reads the text into v as encoding/json does.
func (j JSON) Into(v any) error { return json.Unmarshal(j.Bytes(), v) }

// Encode writes the text. An encoder that has nothing yet gets it without a copy, and
// must not add to it nor go into a pool: the memory is another request's next.
func (j JSON) Encode(e *jx.Encoder) {
	if len(e.Bytes()) == 0 {
		e.SetBytes(slices.Clip(j.Bytes()))
		return
	}
	e.Raw(j.Bytes())
}

// Decode reads any JSON, into memory of its own.
func (j *JSON) Decode(d *jx.Decoder) error {
	raw, err := d.RawAppend(nil)
	if err != nil {
		return err
	}
	j.text = &text{buffer: &buffer{jx.Writer{Buf: raw}}}
	return nil
}

// IsWhole says whether body is one of the texts made for the request, as it is: then
// nothing follows it.
func IsWhole(info *request.Info, body []byte) bool {
	for t, _ := info.Replies.(*text); t != nil; t = t.before {
		if t.buffer != nil && len(body) > 0 && len(body) == len(t.buffer.Buf) && &body[0] == &t.buffer.Buf[0] {
			return true
		}
	}
	return false
}

// Release lets other requests have the memory of a request's texts. Nobody may read
// them any more: where that is not certain, it must not be called.
func Release(info *request.Info) {
	t, _ := info.Replies.(*text)
	info.Replies = nil
	for ; t != nil; t = t.before {
		b := t.buffer
		t.buffer = nil
		if cap(b.Buf) <= largest {
			buffers.Put(b)
		}
	}
}
