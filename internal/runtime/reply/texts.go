package reply

import "context"

// Texts are all texts that were made for one request. Whoever serves it owns them.
type Texts struct{ last *text }

// Key is the key under which a context carries the *Texts of its request.
type Key struct{}

// TextsOf returns the texts of the request of ctx, or new ones if there is no request.
func TextsOf(ctx context.Context) *Texts {
	if texts, ok := ctx.Value(Key{}).(*Texts); ok {
		return texts
	}
	return new(Texts)
}

// Any says whether something was made for the request.
func (t *Texts) Any() bool { return t.last != nil }

// IsWhole says whether body is exactly one of the texts, so that nothing follows it.
func (t *Texts) IsWhole(body []byte) bool { return t.whole(body) != nil }

func (t *Texts) whole(body []byte) *text {
	for one := t.last; one != nil; one = one.before {
		if one.buffer != nil && len(body) > 0 && len(body) == len(one.buffer.Buf) && &body[0] == &one.buffer.Buf[0] {
			return one
		}
	}
	return nil
}

// Release gives the memory of the texts to other requests. It must be called only if
// nobody reads the texts any more.
func (t *Texts) Release() {
	last := t.last
	t.last = nil
	for ; last != nil; last = last.before {
		b := last.buffer
		last.buffer = nil
		if cap(b.Buf) <= largest {
			buffers.Put(b)
		}
	}
}
