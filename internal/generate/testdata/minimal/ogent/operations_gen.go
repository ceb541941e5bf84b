// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/minimal/ent"
	entcountry "github.com/entask/entask/internal/generate/testdata/minimal/ent/country"
	"github.com/entask/entask/internal/generate/testdata/minimal/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/handle"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/statement"
)

// Operations are those that are written by hand: a method for each rest.Handle of
// ent/schema. The client is that of the request: what is done through it is done under
// the viewer's policy, and where there is an Idempotency-Key in one transaction with it.
type Operations interface {
	// ListLaterCountries implements listLaterCountries, GET /api/countries/{country_id}/later: List later Countries.
	ListLaterCountries(ctx context.Context, client *ent.Client, row *ent.Country) ([]*ent.Country, error)
	// CountNotes implements countNotes, GET /api/notes/count: Count the Notes.
	CountNotes(ctx context.Context, client *ent.Client) (int, error)
}

// countryRow is how an operation that is written by hand finds its row.
func countryRow(ctx context.Context, client *ent.Client, id uuid.UUID, on condition.Headers) handle.Row[*ent.Country] {
	return handle.Row[*ent.Country]{
		Read: func() (*ent.Country, error) {
			return client.Country.Query().Where(statement.EQ(entcountry.FieldID, id)).Where(condition.Where[predicate.Country](on, "")...).One(ctx)
		},
		Missed: ent.IsNotFound,
	}
}

// ListLaterCountries implements listLaterCountries by Operations.
func (h *CRUD) ListLaterCountries(ctx context.Context, params ListLaterCountriesParams) (reply.JSON, error) {
	id, on := params.CountryID, condition.Headers{}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := handle.OnRow(ctx, countryRow(ctx, client, id, on), func(row *ent.Country) ([]*ent.Country, error) {
			return h.Operations.ListLaterCountries(ctx, client, row)
		})
		if err != nil {
			return err
		}
		answer = reply.Each(ctx, out, writeCountry)
		return nil
	}
	err := run(ctx, h.Client)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, h.refuseCountry(ctx, id, on, err)
	}
	return answer, nil
}

// CountNotes implements countNotes by Operations.
func (h *CRUD) CountNotes(ctx context.Context) (reply.JSON, error) {
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := h.Operations.CountNotes(ctx, client)
		if err != nil {
			return err
		}
		answer, err = reply.Value(ctx, out)
		return err
	}
	err := run(ctx, h.Client)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, err
	}
	return answer, nil
}
