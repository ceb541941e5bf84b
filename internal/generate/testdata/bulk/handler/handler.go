// Package handler has operations that are written by hand, with replies that ogen
// encodes.
package handler

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/label"
	"github.com/entask/entask/internal/generate/testdata/bulk/ogent"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Handler implements every operation.
type Handler struct {
	*ogent.CRUD
}

var _ ogent.Handler = (*Handler)(nil)

// New returns the handler.
func New(client *ent.Client, once app.Once) *Handler {
	return &Handler{CRUD: &ogent.CRUD{Client: client, Once: once}}
}

// PlaceLabel implements placeLabel: its reply is a Go type, with a row in it that is a
// finished text.
func (h *Handler) PlaceLabel(ctx context.Context, params ogent.PlaceLabelParams) (*ogent.LabelPlace, error) {
	read, err := h.ReadLabel(ctx, ogent.ReadLabelParams{LabelID: params.LabelID})
	if err != nil {
		return nil, err
	}
	one, ok := read.(*ogent.LabelHeaders)
	if !ok {
		return nil, fmt.Errorf("read label: got %T", read)
	}
	var row struct {
		Name string `json:"name"`
	}
	if err := one.Response.Into(&row); err != nil {
		return nil, err
	}
	names, err := h.Client.Label.Query().Order(label.ByName()).Select(label.FieldName).Strings(ctx)
	if err != nil {
		return nil, err
	}
	return &ogent.LabelPlace{Label: ogent.Label(one.Response), Names: names, Place: slices.Index(names, row.Name)}, nil
}

// SuggestLabels implements suggestLabels, for which no token is needed.
func (h *Handler) SuggestLabels(_ context.Context, req *ogent.LabelText, params ogent.SuggestLabelsParams) ([]string, error) {
	words := strings.Fields(req.Text)
	return words[:min(len(words), params.Limit.Value)], nil
}

// ReadMe implements readMe, which takes a token or none.
func (h *Handler) ReadMe(ctx context.Context) (*ogent.ReadMeOK, error) {
	me := &ogent.ReadMeOK{}
	if id, ok := viewer.ID(ctx); ok {
		me.UserID = ogent.NewOptString(id)
	}
	return me, nil
}
