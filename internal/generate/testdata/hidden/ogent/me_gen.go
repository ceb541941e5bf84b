// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"bytes"
	"context"

	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/request"
)

// ExportMe implements exportMe: one part of all that is kept of the viewer.
func (h *CRUD) ExportMe(ctx context.Context, params ExportMeParams) (*ExportMeOKHeaders, error) {
	part, next, err := h.UserData.ExportPart(ctx, params.Cursor.Value, params.Limit.Value)
	if err != nil {
		return nil, err
	}
	out := &ExportMeOKHeaders{Response: ExportMeOK{Data: bytes.NewReader(part.Bytes())}}
	if next != "" {
		out.Link = NewOptString(page.Link(request.URL(ctx), next))
	}
	return out, nil
}

// EraseMe implements eraseMe: many statements, each a transaction of its own.
func (h *CRUD) EraseMe(ctx context.Context, params EraseMeParams) error {
	return h.UserData.EraseMine(ctx, params.Confirm)
}
