// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"cmp"
	"context"
	"net/http"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/bulk/ent"
	"github.com/entask/entask/internal/generate/testdata/bulk/ent/predicate"
	entseat "github.com/entask/entask/internal/generate/testdata/bulk/ent/seat"
	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsSeat are what a list of Seats can be ordered by.
var columnsSeat = map[string]page.Column{
	"id": {Name: entseat.FieldID},
}

// ListSeats implements listSeats: one SELECT, and one more where count=true.
func (h *CRUD) ListSeats(ctx context.Context, params ListSeatsParams) (*ListSeatsOKHeaders, error) {
	p, err := page.New(columnsSeat, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListSeatsOKHeaders{}
	query := h.Client.Seat.Query().Where(filtersSeat(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keySeat, reply.Only(writeSeat, params.Fields))
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

// keySeat returns where a row stands in the order of a column.
func keySeat(row *ent.Seat, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entseat.FieldID:
		key.Value = nil
	}
	return key
}

// filtersSeat are the predicates that the parameters ask for.
func filtersSeat(params ListSeatsParams) []predicate.Seat {
	var where []predicate.Seat
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entseat.FieldID, values...))
	}
	return where
}

// CreateSeat implements createSeat: one INSERT.
func (h *CRUD) CreateSeat(ctx context.Context, req *SeatCreate, params CreateSeatParams) (*CreateSeatCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID uuid.UUID `json:"id"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createSeat", req, &answer, h.keptSeat, func(ctx context.Context, client *ent.Client) error {
		created, err := buildSeat(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		answer = reply.Of(ctx, created, writeSeat)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, err
	}
	return &CreateSeatCreatedHeaders{
		Location: "/api/seats/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildSeat returns the builder of a new row.
func buildSeat(client *ent.Client, req *SeatCreate) *ent.SeatCreate {
	builder := client.Seat.Create()
	builder.SetRow(req.Row)
	if v, ok := req.Number.Get(); ok {
		builder.SetNumber(v)
	}
	if v, ok := req.Ticket.Get(); ok {
		builder.SetTicket(v)
	}
	if v, ok := req.Free.Get(); ok {
		builder.SetFree(v)
	}
	return builder
}

// refuseSeat says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseSeat(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Seat.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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

// UpdateSeat implements updateSeat: one UPDATE.
func (h *CRUD) UpdateSeat(ctx context.Context, req *SeatUpdate, params UpdateSeatParams) (reply.JSON, error) {
	return h.saveSeat(ctx, params.SeatID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.SeatUpdateOne) {
		setSeat(builder.Mutation(), req)
	})
}

// FreeSeat implements freeSeat: one UPDATE, which flips free where the body does not set it.
func (h *CRUD) FreeSeat(ctx context.Context, req OptSeatToggleFree, params FreeSeatParams) (reply.JSON, error) {
	id, on := params.SeatID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceSeat(ctx, params.IdempotencyKey, "freeSeat", id, on, [...]any{req.Set, &body}, changeFreeSeat(req))
	}
	return h.saveSeat(ctx, id, on, changeFreeSeat(req))
}

// changeFreeSeat sets free to what the body says, or flips it.
func changeFreeSeat(req OptSeatToggleFree) func(*ent.SeatUpdateOne) {
	return func(builder *ent.SeatUpdateOne) {
		if v, ok := req.Value.Free.Get(); ok {
			builder.SetFree(v)
			return
		}
		builder.Flip(entseat.FieldFree)
	}
}

// saveSeat changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveSeat(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.SeatUpdateOne)) (reply.JSON, error) {
	builder := h.Client.Seat.UpdateOneID(id).Where(condition.Where[predicate.Seat](on, "")...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, h.refuseSeat(ctx, id, on, err)
	}
	return replySeat(ctx, row), nil
}

// onceSeat is saveSeat at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceSeat(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.SeatUpdateOne)) (reply.JSON, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptSeat, func(ctx context.Context, client *ent.Client) error {
		builder := client.Seat.UpdateOneID(id).Where(condition.Where[predicate.Seat](on, "")...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeSeat)
		return nil
	})
	if err != nil {
		return reply.JSON{}, h.refuseSeat(ctx, id, on, err)
	}
	return answer, nil
}

// setSeat sets what is present, clears what is null, and keeps what is absent.
func setSeat(m *ent.SeatMutation, req *SeatUpdate) {
	if v, ok := req.Row.Get(); ok {
		m.SetRow(v)
	}
	if v, ok := req.Number.Get(); ok {
		m.SetNumber(v)
	} else if req.Number.IsNull() {
		m.ClearNumber()
	}
	if v, ok := req.Ticket.Get(); ok {
		m.SetTicket(v)
	} else if req.Ticket.IsNull() {
		m.ClearTicket()
	}
	if v, ok := req.Free.Get(); ok {
		m.SetFree(v)
	}
}

// CreateSeatBatch implements createSeatBatch: one INSERT.
func (h *CRUD) CreateSeatBatch(ctx context.Context, req []SeatCreate, params CreateSeatBatchParams) (reply.JSON, error) {
	var answer reply.JSON
	builders := make([]*ent.SeatCreate, len(req))
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createSeatBatch", req, &answer, h.keptSeat, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildSeat(client, &req[i])
		}
		rows, at, err := client.Seat.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			request.Made(ctx, batch.IDs(rows, func(row *ent.Seat) uuid.UUID { return row.ID }))
			answer = reply.Each(ctx, rows, writeSeat)
			return err
		}
		return fault.In(err, at)
	})
	if ent.IsConstraintError(err) {
		err = h.takenSeatBatch(ctx, builders, err)
	}
	return answer, err
}

// UpdateSeatBatch implements updateSeatBatch: one UPDATE.
func (h *CRUD) UpdateSeatBatch(ctx context.Context, req *SeatBatchUpdate) (reply.JSON, error) {
	ids := req.Ids
	builder := h.Client.Seat.Update().WhereAll(ids...)
	setSeat(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return reply.JSON{}, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return reply.JSON{}, h.missedSeat(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Seat) uuid.UUID { return row.ID })
	return reply.Each(ctx, rows, writeSeat), nil
}

// missedSeat says why not all of the rows were found among the viewer's.
func (h *CRUD) missedSeat(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Seat.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// CreateEachSeat implements createEachSeat: one INSERT, and more where items are refused.
func (h *CRUD) CreateEachSeat(ctx context.Context, req []jx.Raw, params CreateEachSeatParams) (reply.JSON, error) {
	out, err := batch.Begin(ctx, len(req))
	if err != nil {
		return reply.JSON{}, err
	}
	items, err := batch.Decode[SeatCreate](ctx, out, req)
	if err != nil {
		return reply.JSON{}, err
	}
	for left := out.Left(); len(left) > 0; left = out.Left() {
		some, at := batch.Pick(items, left), -1
		builders := make([]*ent.SeatCreate, len(some))
		var answer reply.JSON
		err := h.atMostOnce(ctx, params.IdempotencyKey, "createEachSeat", req, &answer, batch.Kept(h.keptSeat), func(ctx context.Context, client *ent.Client) error {
			for i := range some {
				builders[i] = buildSeat(client, &some[i])
			}
			rows, item, err := client.Seat.CreateBulk(builders...).SaveAll(ctx)
			if err != nil {
				at = item
				return err
			}
			request.Made(ctx, batch.IDs(rows, func(row *ent.Seat) uuid.UUID { return row.ID }))
			answer = out.Answer(ctx, http.StatusCreated, func(w *jx.Writer, i int) { writeSeat(w, rows[i]) })
			return nil
		})
		if err == nil {
			return answer, nil
		}
		if err := h.refuseEachSeat(ctx, out, some, builders, at, err); err != nil {
			return reply.JSON{}, err
		}
	}
	return out.Answer(ctx, http.StatusCreated, nil), nil
}

// refuseEachSeat refuses those of the items that are left which keep the others from being
// created. It returns an error that is not that of some items.
func (h *CRUD) refuseEachSeat(ctx context.Context, out *batch.Outcomes, some []SeatCreate, builders []*ent.SeatCreate, at int, err error) error {
	left := out.Left()
	if ent.IsConstraintError(err) {
		return out.RefuseAll(ctx, left, h.takenSeatBatch(ctx, builders, err))
	}
	if at < 0 {
		return err
	}
	return out.Refuse(ctx, left[at], fault.In(err, left[at]))
}

// UpdateEachSeat implements updateEachSeat: one UPDATE, and more where rows are refused.
func (h *CRUD) UpdateEachSeat(ctx context.Context, req *SeatEachUpdate) (reply.JSON, error) {
	change := &req.Change
	return batch.Rows{
		IDs: req.Ids, Loc: []any{"body", "ids"}, Status: http.StatusOK,
		All: func(ids []uuid.UUID, _ []int) (func(*jx.Writer, int), bool, error) {
			builder := h.Client.Seat.Update().WhereAll(ids...)
			setSeat(builder.Mutation(), change)
			rows, err := builder.SaveReturning(ctx)
			if ent.IsConstraintError(err) {
				return nil, false, batch.ErrApart
			}
			if err != nil {
				return nil, false, fault.In(err, "change")
			}
			batch.InOrder(rows, ids, func(row *ent.Seat) uuid.UUID { return row.ID })
			return func(w *jx.Writer, i int) { writeSeat(w, rows[i]) }, len(rows) == len(ids), nil
		},
		Seen: h.seenSeat(ctx), Owners: h.Client.Seat.Owners,
		One: func(id uuid.UUID, _ *int) (*reply.JSON, error) {
			params := UpdateSeatParams{SeatID: id}
			out, err := h.UpdateSeat(ctx, change, params)
			if err != nil {
				return nil, fault.In(err, "change")
			}
			return &out, nil
		},
	}.Do(ctx)
}

// seenSeat returns a function that returns the versions of those rows that the viewer has.
func (h *CRUD) seenSeat(ctx context.Context) func([]uuid.UUID) (map[uuid.UUID]int, error) {
	return func(ids []uuid.UUID) (map[uuid.UUID]int, error) {
		query := h.Client.Seat.Query().Where(entseat.IDIn(ids...))
		query.Select(entseat.FieldID)
		rows, err := query.All(ctx)
		seen := make(map[uuid.UUID]int, len(rows))
		for _, row := range rows {
			seen[row.ID] = 0
		}
		return seen, err
	}
}

// keptSeat refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptSeat(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Seat.Query().Where(entseat.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesSeat are what is unique among one owner's Seats.
var uniquesSeat = []unique.Index{
	{Entity: "Seat", Name: "seat_user_id_row_number", Columns: "seats.user_id, seats.row, seats.number", Fields: []string{"row", "number"}},
	{Entity: "Seat", Name: "seat_user_id_ticket", Columns: "seats.user_id, seats.ticket", Fields: []string{"ticket"}},
}

// takenSeatBatch says which of the rows are taken that were refused together.
func (h *CRUD) takenSeatBatch(ctx context.Context, builders []*ent.SeatCreate, err error) error {
	rows := batch.Each(builders, func(builder *ent.SeatCreate) ent.Mutation { return builder.Mutation() })
	taken := unique.Items(uniquesSeat, rows, func(where, number func(*sql.Selector)) (items []int, err error) {
		err = h.Client.Seat.Query().Where(where).Modify(number).Scan(ctx, &items)
		return items, err
	})
	return cmp.Or(taken, err)
}

// writeSeat writes a row as a reply shows it.
func writeSeat(w *jx.Writer, row *ent.Seat) {
	w.ObjStart()
	w.RawStr(`"free":`)
	w.Bool(row.Free)
	w.RawStr(`,"free_since":`)
	if v := row.FreeSince; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"number":`)
	if v := row.Number; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"row":`)
	w.Str(row.Row)
	w.RawStr(`,"ticket":`)
	if v := row.Ticket; v != nil {
		w.Str(*v)
	} else {
		w.Null()
	}
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.ObjEnd()
}

// replySeat returns a row as a reply.
func replySeat(ctx context.Context, row *ent.Seat) reply.JSON {
	return reply.Of(ctx, row, writeSeat)
}
