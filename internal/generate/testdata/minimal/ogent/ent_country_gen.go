// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/minimal/ent"
	entcountry "github.com/entask/entask/internal/generate/testdata/minimal/ent/country"
	"github.com/entask/entask/internal/generate/testdata/minimal/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/filter"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
)

// columnsCountry are what a list of Countries can be ordered by.
var columnsCountry = map[string]page.Column{
	"id":   {Name: entcountry.FieldID},
	"name": {Name: entcountry.FieldName},
}

// ListCountries implements listCountries: one SELECT, and one more where count=true.
func (h *CRUD) ListCountries(ctx context.Context, params ListCountriesParams) (*ListCountriesOKHeaders, error) {
	p, err := page.New(columnsCountry, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListCountriesOKHeaders{}
	query := h.Client.Country.Query().Where(filtersCountry(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyCountry, reply.Only(writeCountry, params.Fields))
	if err := query.EachWithin(ctx, &list.Bound, list.Add); err != nil {
		return nil, err
	}
	if params.Count.Value {
		total, err := counted.Count(ctx)
		if err != nil {
			return nil, err
		}
		out.XTotalCount = NewOptInt(total)
	}
	next := ""
	if out.Response, next = list.End(); next != "" {
		out.Link = NewOptString(page.Link(request.URL(ctx), next))
	}
	if len(params.Fields) > 0 {
		out.Response = out.Response.AsPartial()
	}
	return out, nil
}

// keyCountry returns where a row stands in the order of a column.
func keyCountry(row *ent.Country, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entcountry.FieldID:
		key.Value = nil
	case entcountry.FieldName:
		key.Value = row.Name
	}
	return key
}

// filtersCountry are the predicates that the parameters ask for.
func filtersCountry(params ListCountriesParams) []predicate.Country {
	var where []predicate.Country
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entcountry.FieldID, values...))
	}
	if v, ok := params.Name.Get(); ok {
		where = append(where, statement.EQ(entcountry.FieldName, v))
	}
	if v, ok := params.NamePrefix.Get(); ok {
		where = append(where, filter.Prefix(entcountry.FieldName, v))
	}
	if v := params.Q.Value; v != "" {
		where = append(where, filter.Search(v, entcountry.FieldName))
	}
	return where
}

// ReadCountry implements readCountry: one SELECT.
func (h *CRUD) ReadCountry(ctx context.Context, params ReadCountryParams) (reply.JSON, error) {
	query := h.Client.Country.Query().Where(statement.EQ(entcountry.FieldID, params.CountryID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseCountry(ctx, params.CountryID, condition.Headers{}, err)
	}
	return replyCountry(ctx, row), nil
}

// refuseCountry says why a row was not found: there is none.
func (h *CRUD) refuseCountry(_ context.Context, _ uuid.UUID, _ condition.Headers, err error) error {
	if ent.IsNotFound(err) {
		return fault.New(fault.NotFound, "")
	}
	return err
}

// writeCountry writes a row as a reply shows it.
func writeCountry(w *jx.Writer, row *ent.Country) {
	w.ObjStart()
	w.RawStr(`"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.ObjEnd()
}

// replyCountry returns a row as a reply.
func replyCountry(ctx context.Context, row *ent.Country) reply.JSON {
	return reply.Of(ctx, row, writeCountry)
}
