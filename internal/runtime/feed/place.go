package feed

import "context"

// Place is where a client stands behind a page.
type Place struct {
	Cursor string
	// Number is that of the latest change of the owner, where no more follow now.
	Number int64
	Empty  bool // the page has no changes
	More   bool // more follow now
}

type placeKey struct{}

// Placing returns a context in which Reply says in p where its page leads.
func Placing(ctx context.Context, p *Place) context.Context {
	return context.WithValue(ctx, placeKey{}, p)
}

func place(ctx context.Context, p Place) {
	if to, ok := ctx.Value(placeKey{}).(*Place); ok {
		*to = p
	}
}
