// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	entlabel "github.com/entask/entask/internal/generate/testdata/bulk/ent/label"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/predicate"
	entreceipt "github.com/entask/entask/internal/generate/testdata/bulk/ent/receipt"
	entseat "github.com/entask/entask/internal/generate/testdata/bulk/ent/seat"
	"github.com/entask/entask/internal/generate/testdata/bulk/schema"
	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/handle"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/value"
)

// Operations are those that are written by hand: a method for each rest.Handle of
// ent/schema. The client is that of the request: what is done through it is done under
// the viewer's policy, and where there is an Idempotency-Key in one transaction with it.
type Operations interface {
	// PlaceLabel implements placeLabel, GET /api/labels/{label_id}/place: Find where a Label stands.
	PlaceLabel(ctx context.Context, client *ent.Client, row *ent.Label) (schema.LabelPlace, error)
	// SuggestLabels implements suggestLabels, POST /api/label-suggestions: Suggest names of Labels.
	SuggestLabels(ctx context.Context, client *ent.Client, in schema.LabelText) ([]string, error)
	// ReadMe implements readMe, GET /api/me: Say who asks.
	ReadMe(ctx context.Context, client *ent.Client) (schema.Me, error)
	// RenameLabel implements renameLabel, POST /api/labels/{label_id}/rename: Rename a Label.
	RenameLabel(ctx context.Context, client *ent.Client, row *ent.Label, in schema.Affixes) (*ent.Label, error)
	// MergeLabels implements mergeLabels, POST /api/labels/merge: Merge Labels.
	MergeLabels(ctx context.Context, client *ent.Client, in schema.Merge) ([]*ent.Label, error)
	// FindLabels implements findLabels, GET /api/labels/find: Find Labels.
	FindLabels(ctx context.Context, client *ent.Client, in schema.Find) (schema.Found, error)
	// UnstarLabel implements unstarLabel, DELETE /api/labels/{label_id}/star: Unstar a Label.
	UnstarLabel(ctx context.Context, client *ent.Client, row *ent.Label) error
	// CopyReceipt implements copyReceipt, POST /api/receipts/{receipt_id}/copies: Copy a Receipt.
	CopyReceipt(ctx context.Context, client *ent.Client, row *ent.Receipt) (*ent.Receipt, error)
	// BookSeat implements bookSeat, PATCH /api/seats/{seat_id}/book: Book a Seat.
	BookSeat(ctx context.Context, client *ent.Client, row *ent.Seat, in schema.Booking) (*ent.Seat, error)
}

// labelRow is how an operation that is written by hand finds its row.
func labelRow(ctx context.Context, client *ent.Client, id uuid.UUID, on condition.Headers) handle.Row[*ent.Label] {
	return handle.Row[*ent.Label]{
		Read: func() (*ent.Label, error) {
			return client.Label.Query().Where(statement.EQ(entlabel.FieldID, id)).Where(condition.Where[predicate.Label](on, entlabel.FieldVersion)...).One(ctx)
		},
		Version: func(row *ent.Label) int { return row.Version },
		Missed:  ent.IsNotFound,
	}
}

// receiptRow is how an operation that is written by hand finds its row.
func receiptRow(ctx context.Context, client *ent.Client, id uuid.UUID, on condition.Headers) handle.Row[*ent.Receipt] {
	return handle.Row[*ent.Receipt]{
		Read: func() (*ent.Receipt, error) {
			return client.Receipt.Query().Where(statement.EQ(entreceipt.FieldID, id)).Where(condition.Where[predicate.Receipt](on, "")...).One(ctx)
		},
		Missed: ent.IsNotFound,
	}
}

// seatRow is how an operation that is written by hand finds its row.
func seatRow(ctx context.Context, client *ent.Client, id uuid.UUID, on condition.Headers) handle.Row[*ent.Seat] {
	return handle.Row[*ent.Seat]{
		Read: func() (*ent.Seat, error) {
			return client.Seat.Query().Where(statement.EQ(entseat.FieldID, id)).Where(condition.Where[predicate.Seat](on, "")...).One(ctx)
		},
		Missed: ent.IsNotFound,
	}
}

// LabelRow is a Label in a reply that is written by hand.
func LabelRow(row *ent.Label) rest.Row[schema.Label] {
	return rest.NewRow[schema.Label](func() []byte { return reply.Bytes(row, writeLabel) })
}

// PlaceLabel implements placeLabel by Operations.
func (h *CRUD) PlaceLabel(ctx context.Context, params PlaceLabelParams) (reply.JSON, error) {
	id, on := params.LabelID, condition.Headers{}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := handle.OnRow(ctx, labelRow(ctx, client, id, on), func(row *ent.Label) (schema.LabelPlace, error) {
			return h.Operations.PlaceLabel(ctx, client, row)
		})
		if err != nil {
			return err
		}
		answer, err = reply.Value(ctx, out)
		return err
	}
	err := run(ctx, h.Client)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, h.refuseLabel(ctx, id, on, err)
	}
	return answer, nil
}

// SuggestLabels implements suggestLabels by Operations.
func (h *CRUD) SuggestLabels(ctx context.Context, req jx.Raw, params SuggestLabelsParams) (reply.JSON, error) {
	var in schema.LabelText
	if err := value.Read(req, &in); err != nil {
		return reply.JSON{}, err
	}
	if v, ok := params.Limit.Get(); ok {
		in.Limit = int(v)
	}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := h.Operations.SuggestLabels(ctx, client, in)
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

// ReadMe implements readMe by Operations.
func (h *CRUD) ReadMe(ctx context.Context) (reply.JSON, error) {
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := h.Operations.ReadMe(ctx, client)
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

// RenameLabel implements renameLabel by Operations.
func (h *CRUD) RenameLabel(ctx context.Context, req jx.Raw, params RenameLabelParams) (*LabelHeaders, error) {
	var in schema.Affixes
	if err := value.Read(req, &in); err != nil {
		return nil, err
	}
	id, on := params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	var answer reply.JSON
	version := 0
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := handle.OnRow(ctx, labelRow(ctx, client, id, on), func(row *ent.Label) (*ent.Label, error) {
			return h.Operations.RenameLabel(ctx, client, row, in)
		})
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, out, writeLabel)
		version = out.Version
		return nil
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "renameLabel", [...]any{id, on, in}, &answer, h.keptLabel, run)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return nil, h.refuseLabel(ctx, id, on, err)
	}
	if version == 0 { // it was done before
		var row struct {
			Version int `json:"version"`
		}
		if err := answer.Into(&row); err != nil {
			return nil, err
		}
		version = row.Version
	}
	return &LabelHeaders{ETag: etag.Of(version), Response: answer}, nil
}

// MergeLabels implements mergeLabels by Operations.
func (h *CRUD) MergeLabels(ctx context.Context, req jx.Raw, params MergeLabelsParams) (reply.JSON, error) {
	var in schema.Merge
	if err := value.Read(req, &in); err != nil {
		return reply.JSON{}, err
	}
	if v, ok := params.Dry.Get(); ok {
		in.Dry = bool(v)
	}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := h.Operations.MergeLabels(ctx, client, in)
		if err != nil {
			return err
		}
		answer = reply.Each(ctx, out, writeLabel)
		return nil
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "mergeLabels", [...]any{in}, &answer, h.keptLabel, run)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, err
	}
	return answer, nil
}

// FindLabels implements findLabels by Operations.
func (h *CRUD) FindLabels(ctx context.Context, params FindLabelsParams) (reply.JSON, error) {
	var in schema.Find
	in.Order = string(params.Order)
	for _, v := range params.Word {
		in.Words = append(in.Words, string(v))
	}
	for _, v := range params.ID {
		in.IDs = append(in.IDs, uuid.UUID(v))
	}
	if v, ok := params.Since.Get(); ok {
		given := time.Time(v)
		in.Since = &given
	}
	if v, ok := params.Least.Get(); ok {
		given := int8(v)
		in.Least = &given
	}
	if v, ok := params.Factor.Get(); ok {
		in.Factor = float64(v)
	}
	if v, ok := params.Exact.Get(); ok {
		in.Exact = bool(v)
	}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := h.Operations.FindLabels(ctx, client, in)
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

// UnstarLabel implements unstarLabel by Operations.
func (h *CRUD) UnstarLabel(ctx context.Context, params UnstarLabelParams) error {
	id, on := params.LabelID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	run := func(ctx context.Context, client *ent.Client) error {
		_, err := handle.OnRow(ctx, labelRow(ctx, client, id, on), func(row *ent.Label) (struct{}, error) {
			return struct{}{}, h.Operations.UnstarLabel(ctx, client, row)
		})
		return err
	}
	err := run(ctx, h.Client)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return h.refuseLabel(ctx, id, on, err)
	}
	return nil
}

// CopyReceipt implements copyReceipt by Operations.
func (h *CRUD) CopyReceipt(ctx context.Context, params CopyReceiptParams) (reply.JSON, error) {
	id, on := params.ReceiptID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := handle.OnRow(ctx, receiptRow(ctx, client, id, on), func(row *ent.Receipt) (*ent.Receipt, error) {
			return h.Operations.CopyReceipt(ctx, client, row)
		})
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, out, writeReceipt)
		return nil
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "copyReceipt", [...]any{id, on}, &answer, h.keptReceipt, run)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, h.refuseReceipt(ctx, id, on, err)
	}
	return answer, nil
}

// BookSeat implements bookSeat by Operations.
func (h *CRUD) BookSeat(ctx context.Context, req jx.Raw, params BookSeatParams) (reply.JSON, error) {
	var in schema.Booking
	if err := value.Read(req, &in); err != nil {
		return reply.JSON{}, err
	}
	id, on := params.SeatID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	var answer reply.JSON
	run := func(ctx context.Context, client *ent.Client) error {
		out, err := handle.OnRow(ctx, seatRow(ctx, client, id, on), func(row *ent.Seat) (*ent.Seat, error) {
			return h.Operations.BookSeat(ctx, client, row, in)
		})
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, out, writeSeat)
		return nil
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "bookSeat", [...]any{id, on, in}, &answer, h.keptSeat, run)
	if err != nil {
		_, err = relation.Explain(ctx, err, h.Client.Owners)
		return reply.JSON{}, h.refuseSeat(ctx, id, on, err)
	}
	return answer, nil
}
