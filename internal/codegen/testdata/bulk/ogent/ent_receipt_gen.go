// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/batch"
	"github.com/entask/entask/internal/codegen/testdata/bulk/ent"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/viewer"
)

// CreateReceipt implements createReceipt: one INSERT.
func (h *CRUD) CreateReceipt(ctx context.Context, req *ReceiptCreate, params CreateReceiptParams) (*ReceiptHeaders, error) {
	var answer Receipt
	err := h.create(ctx, params.IdempotencyKey, "createReceipt", req, &answer, func(ctx context.Context, client *ent.Client) error {
		row, err := buildReceipt(client, req).Save(ctx)
		if err != nil {
			return err
		}
		answer = newReceipt(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &ReceiptHeaders{
		Location: "/api/receipts/" + answer.ID.String(),
		Response: answer,
	}, nil
}

// buildReceipt returns the builder of a new row.
func buildReceipt(client *ent.Client, req *ReceiptCreate) *ent.ReceiptCreate {
	builder := client.Receipt.Create()
	builder.SetText(req.Text)
	return builder
}

// ReadReceipt implements readReceipt: one SELECT.
func (h *CRUD) ReadReceipt(ctx context.Context, params ReadReceiptParams) (*Receipt, error) {
	row, err := h.Client.Receipt.Get(ctx, params.ReceiptID)
	if err != nil {
		return nil, h.refuseReceipt(ctx, params.ReceiptID, err)
	}
	return replyReceipt(row), nil
}

// refuseReceipt says why a row was not found among the viewer's: there is none or it
// belongs to somebody else.
func (h *CRUD) refuseReceipt(ctx context.Context, id uuid.UUID, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Receipt.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	switch owner, ok := owners[id]; {
	case !ok:
		return fault.New(fault.NotFound, "")
	case owner != v.ID:
		return fault.New(fault.Forbidden, "")
	default:
		return fault.New(fault.NotFound, "") // it came just now
	}
}

// CreateReceiptBatch implements createReceiptBatch: one INSERT.
func (h *CRUD) CreateReceiptBatch(ctx context.Context, req []ReceiptCreate, params CreateReceiptBatchParams) ([]Receipt, error) {
	var answer []Receipt
	builders := make([]*ent.ReceiptCreate, len(req))
	err := h.create(ctx, params.IdempotencyKey, "createReceiptBatch", req, &answer, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildReceipt(client, &req[i])
		}
		rows, at, err := client.Receipt.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			answer = batch.Each(rows, newReceipt)
			return err
		}
		return fault.In(err, at)
	})
	return answer, err
}

// newReceipt returns a row as a reply shows it.
func newReceipt(row *ent.Receipt) Receipt {
	out := Receipt{
		ID:        row.ID,
		UserID:    row.UserID,
		CreatedAt: instant.Time(row.CreatedAt),
		UpdatedAt: instant.Time(row.UpdatedAt),
		Text:      row.Text,
	}
	return out
}

// replyReceipt returns a row as a reply.
func replyReceipt(row *ent.Receipt) *Receipt {
	out := newReceipt(row)
	return &out
}
