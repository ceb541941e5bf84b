// Package viewer says who is asking: an identity carried in a context.
//
// It is a leaf: it knows no token, no HTTP and no database. Authentication puts
// a viewer in; privacy rules (package rule) read it.
package viewer

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"
)

// longestID is how many characters (code points) an ID has at most.
const longestID = 255

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

type beyondKey struct{}

// Beyond returns a context whose statements ask whose a row is, whoever asks: they need no
// row-level security for the viewer, and on some databases must not have it.
func Beyond(ctx context.Context) context.Context {
	return context.WithValue(ctx, beyondKey{}, true)
}

// IsBeyond says whether ctx comes from Beyond.
func IsBeyond(ctx context.Context) bool { return ctx.Value(beyondKey{}) != nil }

// CheckID returns an error where no viewer can have an ID, which completes a sentence that
// names it.
func CheckID(id string) error {
	switch n := utf8.RuneCountInString(id); {
	case n == 0:
		return errors.New("is empty")
	case n > longestID:
		return errors.New("is longer than 255 characters")
	case strings.ContainsRune(id, 0):
		return errors.New("has a NUL")
	case !utf8.ValidString(id):
		return errors.New("is not UTF-8")
	}
	return nil
}
