// Package app says what a generated application offers and what it needs, in types that
// all applications share, so that internal/service/api can finish any of them.
//
// It is a leaf. Start with App.
package app

import (
	"context"
	"net/http"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/unique"
)

// App is a generated application: the function NewApp of its package ogent
// returns it for a handler.
type App struct {
	// Document is the OpenAPI document.
	Document []byte
	// Paths are the operations' paths, as the document writes them, by the names that
	// Authenticate is told.
	Paths map[string]string
	// Values say whether a Go type can hold the JSON of a property that the server
	// leaves as it came, by schema and property: "TaskCreate.address".
	Values map[string]func(raw []byte) error
	// Serve returns the server of every path of the document.
	Serve func(Parts) (http.Handler, error)
	// Invalid returns the field whose rule an error of the data layer names, and
	// the rule; false for any other error.
	Invalid func(error) (field string, rule error, ok bool)
	// Uniques are the combinations of fields that are unique among one owner's rows.
	Uniques []unique.Index
	// Quotas are how many rows of an entity one owner may have.
	Quotas []*quota.Quota
}

// Parts are what the generated server leaves to others.
type Parts struct {
	// Authenticate returns a context with the viewer who sent the request. It is
	// asked before anything else of an operation.
	Authenticate func(ctx context.Context, operation string) (context.Context, error)
	// Anonymous is asked instead for an operation that needs no token. It is asked after
	// Authenticate if the operation accepts a token and the request has one.
	Anonymous func(ctx context.Context, operation string) (context.Context, error)
	// Error answers a request that Authenticate, Anonymous, the decoder or the handler
	// refused.
	Error func(ctx context.Context, w http.ResponseWriter, r *http.Request, err error)
	// NotFound answers an unknown path.
	NotFound http.HandlerFunc
	// MethodNotAllowed answers a method that the path does not have; allowed lists those
	// that it has.
	MethodNotAllowed func(w http.ResponseWriter, r *http.Request, allowed string)
}

// Once runs a create at most once for a key.
type Once interface {
	// Do runs create with a driver of one transaction and remembers the answer that
	// create fills in. If the same operation has been done for the key with the same
	// request, Do fills in the remembered answer and creates nothing.
	Do(ctx context.Context, key, operation string, request any, answer *reply.JSON, create func(context.Context, dialect.Driver) error) error
}
