package reply

import "context"

// Texts are all that was made for one request. Who serves the request owns them.
type Texts struct{ last *text }

// Key is where a context has the *Texts of its request.
type Key struct{}

// TextsOf returns the texts of the request that is served, or new ones of none.
func TextsOf(ctx context.Context) *Texts {
	if texts, ok := ctx.Value(Key{}).(*Texts); ok {
		return texts
	}
	return new(Texts)
}

// Any says whether something was made for the request.
func (t *Texts) Any() bool { return t.last != nil }

// IsWhole says whether body is one of the texts, as it is: then nothing follows it.
func (t *Texts) IsWhole(body []byte) bool {
	for one := t.last; one != nil; one = one.before {
		if one.buffer != nil && len(body) > 0 && len(body) == len(one.buffer.Buf) && &body[0] == &one.buffer.Buf[0] {
			return true
		}
	}
	return false
}

// Release lets other requests have the memory of the texts. Nobody may read them any
// more: where that is not certain, it must not be called.
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
