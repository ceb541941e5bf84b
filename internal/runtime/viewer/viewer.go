// Package viewer says who is asking: an identity carried in a context.
//
// It is a leaf: it knows no token, no HTTP and no database. Authentication puts
// a viewer in; privacy rules (package rule) read it.
package viewer

import "context"

// Viewer is the authenticated subject of a request. Only ID decides anything;
// Email and Name are taken along for logs and later use.
type Viewer struct {
	ID    string
	Email string
	Name  string
}

type key struct{}

// carrier is a context with a viewer: one allocation, where context.WithValue makes two.
type carrier struct {
	context.Context
	viewer Viewer
}

// Value implements context.Context.
func (c *carrier) Value(k any) any {
	if k == (key{}) {
		return &c.viewer
	}
	return c.Context.Value(k)
}

// NewContext returns a context that carries v.
func NewContext(ctx context.Context, v Viewer) context.Context {
	return &carrier{ctx, v}
}

// ID returns the ID of the viewer of ctx, as FromContext has it.
func ID(ctx context.Context) (string, bool) {
	v, ok := FromContext(ctx)
	return v.ID, ok
}

// FromContext returns the viewer of ctx. It returns false if there is none, or if it has
// no ID.
func FromContext(ctx context.Context) (Viewer, bool) {
	v, ok := ctx.Value(key{}).(*Viewer)
	if !ok {
		return Viewer{}, false
	}
	return *v, v.ID != ""
}
