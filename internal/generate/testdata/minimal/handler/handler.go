// Package handler has operations that are written by hand of what has no owner, and no
// version.
package handler

import (
	"context"

	"github.com/entask/entask/internal/generate/testdata/minimal/ent"
	"github.com/entask/entask/internal/generate/testdata/minimal/ent/country"
	"github.com/entask/entask/internal/generate/testdata/minimal/ogent"
	"github.com/entask/entask/internal/runtime/app"
)

// Operations are the operations that are written by hand.
type Operations struct{}

var _ ogent.Operations = Operations{}

// New returns the handler of every operation.
func New(client *ent.Client, once app.Once) *ogent.CRUD {
	return &ogent.CRUD{Client: client, Once: once, Operations: Operations{}}
}

// CountNotes implements countNotes.
func (Operations) CountNotes(ctx context.Context, client *ent.Client) (int, error) {
	return client.Note.Query().Count(ctx)
}

// ListLaterCountries implements listLaterCountries.
func (Operations) ListLaterCountries(ctx context.Context, client *ent.Client, row *ent.Country) ([]*ent.Country, error) {
	return client.Country.Query().Where(country.NameGT(row.Name)).Order(country.ByName()).All(ctx)
}
