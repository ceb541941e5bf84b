// Package reply writes the bodies of replies as JSON straight from the rows, into memory
// that later requests use again.
//
// Generated code calls it; it knows no entity. Start with Of. A JSON belongs to the
// request that it was made in: whoever serves the request calls Release on its Texts when
// the response is written, and from then on the JSON is null.
package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/go-faster/jx"
	"github.com/google/uuid"
)

// JSON is a finished JSON text: the Go type of a reply's body.
//
//nolint:recvcheck // it decodes by pointer and encodes by value, as ogen calls it
type JSON struct{ text *text }

// text is a JSON text until its request is over. Only its buffer is used again, so that
// whoever keeps a text for too long finds nothing, and never another request's reply.
type text struct {
	buffer  *buffer
	before  *text // the one made before in the same request
	partial bool
	reading Reading
}

type buffer struct{ jx.Writer }

// Sizes of a buffer: the smallest holds a reply with one row; a buffer that has grown
// beyond the largest is not kept.
const (
	smallest = 2 << 10
	largest  = 64 << 10
)

var buffers = sync.Pool{New: func() any { return &buffer{jx.Writer{Buf: make([]byte, 0, smallest)}} }}

// newText returns an empty text, which belongs to the request of ctx if there is one.
func newText(ctx context.Context) *text {
	texts := TextsOf(ctx)
	b := buffers.Get().(*buffer) //nolint:forcetypeassert // the pool holds nothing else
	b.Reset()
	t := &text{buffer: b, before: texts.last}
	texts.last = t
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

// Bytes returns the text. Nobody may change it, and it is gone when the request is over.
func (j JSON) Bytes() []byte {
	if j.text == nil || j.text.buffer == nil {
		return null
	}
	return j.text.buffer.Buf
}

var null = []byte("null")

// Empty says whether the text is an empty list.
func (j JSON) Empty() bool { return bytes.Equal(j.Bytes(), []byte("[]")) }

// Into reads the text into v as encoding/json does.
func (j JSON) Into(v any) error { return json.Unmarshal(j.Bytes(), v) }

// Encode writes the text. An empty encoder gets it without a copy; such an encoder must
// not add to it and must not go into a pool, because the memory goes to another request.
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

// IDs are those of the rows in the text: of one, or of a list.
func (j JSON) IDs() ([]uuid.UUID, error) {
	type row struct {
		ID uuid.UUID `json:"id"`
	}
	rows := make([]row, 1)
	var err error
	if bytes.HasPrefix(j.Bytes(), []byte("[")) {
		err = j.Into(&rows)
	} else {
		err = j.Into(&rows[0])
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids, err
}
