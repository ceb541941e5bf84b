// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	entreceipt "github.com/entask/entask/internal/generate/testdata/bulk/ent/receipt"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/quota"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// CreateReceipt implements createReceipt: one INSERT.
func (h *CRUD) CreateReceipt(ctx context.Context, req *ReceiptCreate, params CreateReceiptParams) (CreateReceiptRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createReceipt", req, &answer, h.keptReceipt, func(ctx context.Context, client *ent.Client) error {
		builder := buildReceipt(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeReceipt)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && (ent.IsConstraintError(err) || quota.Full(err)) {
		again, why := h.againReceipt(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateReceiptCreatedHeaders{
		Location: "/api/receipts/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildReceipt returns the builder of a new row.
func buildReceipt(client *ent.Client, req *ReceiptCreate) *ent.ReceiptCreate {
	builder := client.Receipt.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	builder.SetText(req.Text)
	return builder
}

// agreesReceipt says whether a row is what a request to create it asks for.
func agreesReceipt(req *ReceiptCreate, m *ent.ReceiptMutation, row *ent.Receipt) bool {
	return true &&
		value.Same(m.Text, row.Text)
}

// againReceipt answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againReceipt(ctx context.Context, req *ReceiptCreate, err error) (*CreateReceiptOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.ReceiptMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Receipt.Query().Where(statement.EQ(entreceipt.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesReceipt(req, refused.Mutation, row):
		return nil, clientid.Taken("Receipt")
	}
	return &CreateReceiptOKHeaders{
		Location: "/api/receipts/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeReceipt),
	}, nil
}

// againReceiptBatch returns the rows of a batch that was done before, and nothing of one that
// the database refused for another reason than its ids.
func (h *CRUD) againReceiptBatch(ctx context.Context, req []ReceiptCreate, builders []*ent.ReceiptCreate) ([]*ent.Receipt, error) {
	ids, given := make([]uuid.UUID, len(req)), []uuid.UUID{}
	for i := range req {
		if text, ok := req[i].ID.Get(); ok {
			ids[i] = clientid.Of(text)
			given = append(given, ids[i])
		}
	}
	if len(given) == 0 {
		return nil, nil
	}
	all, err := h.Client.Receipt.Query().Where(entreceipt.IDIn(given...)).All(ctx)
	if err != nil {
		return nil, err
	}
	rows := make(map[uuid.UUID]*ent.Receipt, len(all))
	for _, row := range all {
		rows[row.ID] = row
	}
	return clientid.Again("Receipt", ids, rows, func(item int, row *ent.Receipt) bool {
		return agreesReceipt(&req[item], builders[item].Mutation(), row)
	})
}

// ReadReceipt implements readReceipt: one SELECT.
func (h *CRUD) ReadReceipt(ctx context.Context, params ReadReceiptParams) (reply.JSON, error) {
	query := h.Client.Receipt.Query().Where(statement.EQ(entreceipt.FieldID, params.ReceiptID))
	row, err := query.One(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseReceipt(ctx, params.ReceiptID, condition.Headers{}, err)
	}
	return replyReceipt(ctx, row), nil
}

// refuseReceipt says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseReceipt(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
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
		return on.Refusal("")
	}
}

// CreateReceiptBatch implements createReceiptBatch: one INSERT.
func (h *CRUD) CreateReceiptBatch(ctx context.Context, req []ReceiptCreate, params CreateReceiptBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.ReceiptCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createReceiptBatch", req, &answer, h.keptReceipt, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildReceipt(client, &req[i])
		}
		rows, at, err := client.Receipt.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Receipt) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeReceipt)
			return err
		}
		return fault.In(err, at)
	})
	if ent.IsConstraintError(err) || quota.Full(err) {
		rows, why := h.againReceiptBatch(ctx, req, builders)
		if rows != nil || why != nil {
			return reply.Each(ctx, rows, writeReceipt), why
		}
	}
	return answer, err
}

// CreateEachReceipt implements createEachReceipt: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachReceipt(ctx context.Context, req []jx.Raw, params CreateEachReceiptParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[ReceiptCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	if err := out.RefuseRepeated(ctx, func(i int) uuid.UUID { return clientid.Given(items[i].ID.Value) }); err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.ReceiptCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachReceipt", req, &answer, batch.Kept(h.keptReceipt), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildReceipt(client, &some[i])
			}
			rows, item, err := client.Receipt.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Receipt) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeReceipt(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachReceipt(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachReceipt refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachReceipt(ctx context.Context, out *batch.Outcomes, some []ReceiptCreate, builders []*ent.ReceiptCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) || quota.Full(err) {
		if failed := h.againEachReceipt(ctx, out, some, builders); failed != nil || len(out.Left()) < len(left) {
			return failed
		}
	}
	if quota.Full(err) {
		v, _ := viewer.FromContext(ctx)
		room, failed := h.Client.Receipt.Room(ctx, v.ID)
		if failed != nil {
			return failed
		}
		return out.RefuseFrom(ctx, room, ent.ReceiptQuota.Exceeded())
	}
	if ent.IsConstraintError(err) {
		return err
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// againEachReceipt finds those of the items that are left whose ids exist: they were created
// before, or are refused.
func (h *CRUD) againEachReceipt(ctx context.Context, out *batch.Outcomes, some []ReceiptCreate, builders []*ent.ReceiptCreate) error {
	ids := batch.Each(some, func(item ReceiptCreate) uuid.UUID { return clientid.Given(item.ID.Value) })
	rows, err := h.Client.Receipt.Query().Where(entreceipt.IDIn(ids...)).All(ctx)
	if err != nil {
		return err
	}
	left := out.Left()
	for _, row := range rows {
		i := slices.Index(ids, row.ID)
		if agreesReceipt(&some[i], builders[i].Mutation(), row) {
			made := reply.Of(ctx, row, writeReceipt)
			out.Done(left[i], http.StatusOK, &made)
		} else if err := out.Refuse(ctx, left[i], fault.In(clientid.Taken("Receipt"), left[i])); err != nil {
			return err
		}
	}
	return nil
}

// keptReceipt refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptReceipt(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Receipt.Query().Where(entreceipt.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesReceipt are what is unique among one owner's Receipts.
var uniquesReceipt = []unique.Index{
	{Entity: "Receipt", Name: "receipts_pkey", Columns: "receipts.user_id, receipts.id", Fields: []string{"id"}},
}

// writeReceipt writes a row as a reply shows it.
func writeReceipt(w *jx.Writer, row *ent.Receipt) {
	w.ObjStart()
	w.RawStr(`"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"text":`)
	w.Str(row.Text)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replyReceipt returns a row as a reply.
func replyReceipt(ctx context.Context, row *ent.Receipt) reply.JSON {
	return reply.Of(ctx, row, writeReceipt)
}
