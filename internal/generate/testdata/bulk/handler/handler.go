// Package handler has operations that are written by hand: on a row, on a collection and
// on paths of their own, with and without a token.
package handler

import (
	"context"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/label"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/predicate"
	"github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	"github.com/entask/entask/internal/generate/testdata/bulk/schema"
	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Operations are the operations that are written by hand.
type Operations struct{}

var _ ogent.Operations = Operations{}

// New returns the handler of every operation.
func New(client *ent.Client, once app.Once) *ogent.CRUD {
	return &ogent.CRUD{Client: client, Once: once, Operations: Operations{}}
}

// PlaceLabel implements placeLabel: its reply is a Go type with a row in it.
func (Operations) PlaceLabel(ctx context.Context, client *ent.Client, row *ent.Label) (schema.LabelPlace, error) {
	names, err := client.Label.Query().Order(label.ByName()).Select(label.FieldName).Strings(ctx)
	if err != nil {
		return schema.LabelPlace{}, err
	}
	return schema.LabelPlace{Label: ogent.LabelRow(row), Names: names, Place: slices.Index(names, row.Name)}, nil
}

// SuggestLabels implements suggestLabels, for which no token is needed.
func (Operations) SuggestLabels(_ context.Context, _ *ent.Client, in schema.LabelText) ([]string, error) {
	words := strings.Fields(in.Text)
	return words[:min(len(words), in.Limit)], nil
}

// ReadMe implements readMe, which takes a token or none.
func (Operations) ReadMe(ctx context.Context, _ *ent.Client) (schema.Me, error) {
	id, _ := viewer.ID(ctx)
	return schema.Me{UserID: id}, nil
}

// RenameLabel implements renameLabel: one SELECT and one UPDATE.
func (Operations) RenameLabel(ctx context.Context, _ *ent.Client, row *ent.Label, in schema.Affixes) (*ent.Label, error) {
	name := in.Prefix + row.Name + in.Suffix
	if len([]rune(name)) > 40 {
		return nil, fault.NewInvalid("string_too_long", "makes a name that is too long", "body", "prefix")
	}
	return row.Update().Where(label.Version(row.Version)).SetName(name).SaveReturning(ctx)
}

// MergeLabels implements mergeLabels: a statement for each name, in the transaction of the
// Idempotency-Key where there is one.
func (Operations) MergeLabels(ctx context.Context, client *ent.Client, in schema.Merge) ([]*ent.Label, error) {
	var all []*ent.Label
	for _, name := range in.Names {
		rows, err := client.Label.Query().Where(label.NameHasPrefix(name)).Order(label.ByName()).All(ctx)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			switch {
			case i == 0 && in.Dry:
				all = append(all, row)
			case i == 0:
				if row, err = row.Update().SetStarred(true).SaveReturning(ctx); err == nil {
					all = append(all, row)
				}
			case !in.Dry:
				err = client.Label.DeleteOne(row).Exec(ctx)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// FindLabels implements findLabels.
func (Operations) FindLabels(ctx context.Context, client *ent.Client, in schema.Find) (schema.Found, error) {
	query := client.Label.Query()
	var any []predicate.Label
	for _, word := range in.Words {
		any = append(any, label.NameContains(word))
	}
	if len(any) > 0 {
		query.Where(label.Or(any...))
	}
	if len(in.IDs) > 0 {
		query.Where(label.IDIn(in.IDs...))
	}
	found := schema.Found{Asked: in.Words}
	if in.Since != nil {
		found.Since = *in.Since
		query.Where(label.CreatedAtGTE(*in.Since))
	}
	if in.Least != nil && in.Exact {
		query.Where(label.VersionGTE(int(float64(*in.Least) * in.Factor)))
	}
	by := label.ByName()
	if in.Order == "-name" {
		by = label.ByName(sql.OrderDesc())
	}
	rows, err := query.Order(by).All(ctx)
	if err != nil {
		return schema.Found{}, err
	}
	found.Labels = rest.Rows(rows, ogent.LabelRow)
	for i, row := range rows {
		if i == 0 {
			first := ogent.LabelRow(row)
			found.First, found.Lengths = &first, map[string]int{}
		}
		found.Lengths[row.ID.String()] = len(row.Name)
	}
	return found, nil
}

// BookSeat implements bookSeat: a seat has no version, so the last one who books has it.
func (Operations) BookSeat(ctx context.Context, _ *ent.Client, row *ent.Seat, in schema.Booking) (*ent.Seat, error) {
	return row.Update().SetTicket(in.Ticket).SetFree(false).SaveReturning(ctx)
}

// CopyReceipt implements copyReceipt.
func (Operations) CopyReceipt(ctx context.Context, client *ent.Client, row *ent.Receipt) (*ent.Receipt, error) {
	return client.Receipt.Create().SetText(row.Text).Save(ctx)
}

// UnstarLabel implements unstarLabel, which answers nothing.
func (Operations) UnstarLabel(ctx context.Context, _ *ent.Client, row *ent.Label) error {
	_, err := row.Update().Where(label.Version(row.Version)).SetStarred(false).SaveReturning(ctx)
	return err
}
