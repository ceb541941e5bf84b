// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"cmp"
	"context"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/batch"
	"github.com/entask/entask/internal/codegen/testdata/bulk/ent"
	"github.com/entask/entask/internal/codegen/testdata/bulk/ent/predicate"
	"github.com/entask/entask/internal/codegen/testdata/bulk/ent/seat"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/page"
	"github.com/entask/entask/internal/request"
	"github.com/entask/entask/internal/unique"
	"github.com/entask/entask/internal/viewer"
)

// seatColumns are what a list of Seats can be ordered by.
var seatColumns = map[string]page.Column{
	"id": {Name: seat.FieldID},
}

// ListSeats implements listSeats: one SELECT, and one more where count=true.
func (h *CRUD) ListSeats(ctx context.Context, params ListSeatsParams) (*ListSeatsOKHeaders, error) {
	p, err := page.New(seatColumns, page.Request{
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
	query := h.Client.Seat.Query().Where(seatFilters(params)...)
	if params.Count.Value {
		total, err := query.Clone().Count(ctx)
		if err != nil {
			return nil, err
		}
		out.XTotalCount = NewOptInt(total)
	}
	query.Modify(p.Apply)
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	rows, next := page.Cut(p, rows, seatKey)
	if next != "" {
		out.Link = NewOptString(page.Link(request.FromContext(ctx).Request.URL, next))
	}
	out.Response = make([]Seat, len(rows))
	for i, row := range rows {
		out.Response[i] = newSeat(row)
	}
	return out, nil
}

// seatKey returns where a row stands in the order of a column.
func seatKey(row *ent.Seat, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case seat.FieldID:
		key.Value = nil
	}
	return key
}

// seatFilters are the predicates that the parameters ask for.
func seatFilters(params ListSeatsParams) []predicate.Seat {
	var where []predicate.Seat
	return where
}

// CreateSeat implements createSeat: one INSERT.
func (h *CRUD) CreateSeat(ctx context.Context, req *SeatCreate, params CreateSeatParams) (*SeatHeaders, error) {
	var answer Seat
	err := h.create(ctx, params.IdempotencyKey, "createSeat", req, &answer, func(ctx context.Context, client *ent.Client) error {
		row, err := buildSeat(client, req).Save(ctx)
		if err != nil {
			return err
		}
		answer = newSeat(row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &SeatHeaders{
		Location: "/api/seats/" + answer.ID.String(),
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

// refuseSeat says why a row was not found among the viewer's: there is none or it
// belongs to somebody else.
func (h *CRUD) refuseSeat(ctx context.Context, id uuid.UUID, err error) error {
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
		return fault.New(fault.NotFound, "") // it came just now
	}
}

// UpdateSeat implements updateSeat: one UPDATE.
func (h *CRUD) UpdateSeat(ctx context.Context, req *SeatUpdate, params UpdateSeatParams) (*Seat, error) {
	return h.saveSeat(ctx, params.SeatID, func(builder *ent.SeatUpdateOne) {
		setSeat(builder.Mutation(), req)
	})
}

// FreeSeat implements freeSeat: one UPDATE, which flips free where the body does not set it.
func (h *CRUD) FreeSeat(ctx context.Context, req OptSeatToggleFree, params FreeSeatParams) (*Seat, error) {
	return h.saveSeat(ctx, params.SeatID, func(builder *ent.SeatUpdateOne) {
		if v, ok := req.Value.Free.Get(); ok {
			builder.SetFree(v)
			return
		}
		builder.Modify(func(u *sql.UpdateBuilder) {
			u.Set(seat.FieldFree, sql.ExprFunc(func(b *sql.Builder) { b.WriteString("NOT ").Ident(seat.FieldFree) }))
		})
	})
}

// saveSeat changes one row, if it is the viewer's.
func (h *CRUD) saveSeat(ctx context.Context, id uuid.UUID, change func(*ent.SeatUpdateOne)) (*Seat, error) {
	builder := h.Client.Seat.UpdateOneID(id)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseSeat(ctx, id, err)
	}
	return replySeat(row), nil
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
func (h *CRUD) CreateSeatBatch(ctx context.Context, req []SeatCreate, params CreateSeatBatchParams) ([]Seat, error) {
	var answer []Seat
	builders := make([]*ent.SeatCreate, len(req))
	err := h.create(ctx, params.IdempotencyKey, "createSeatBatch", req, &answer, func(ctx context.Context, client *ent.Client) error {
		for i := range req {
			builders[i] = buildSeat(client, &req[i])
		}
		rows, at, err := client.Seat.CreateBulk(builders...).SaveAll(ctx)
		if err == nil || ent.IsConstraintError(err) {
			answer = batch.Each(rows, newSeat)
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
func (h *CRUD) UpdateSeatBatch(ctx context.Context, req *SeatBatchUpdate) ([]Seat, error) {
	ids := req.Ids
	builder := h.Client.Seat.Update().WhereAll(ids...)
	setSeat(builder.Mutation(), &req.Change)
	rows, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, fault.In(err, "change")
	}
	if len(rows) < len(ids) {
		return nil, h.refuseSeatBatch(ctx, ids, "body", "ids")
	}
	batch.InOrder(rows, ids, func(row *ent.Seat) uuid.UUID { return row.ID })
	return batch.Each(rows, newSeat), nil
}

// refuseSeatBatch says why not all of the rows were found among the viewer's.
func (h *CRUD) refuseSeatBatch(ctx context.Context, ids []uuid.UUID, loc ...any) error {
	owners, err := h.Client.Seat.Owners(ctx, ids)
	if err != nil {
		return err
	}
	v, _ := viewer.FromContext(ctx)
	return batch.Refuse(ids, owners, v.ID, loc...)
}

// seatUniques are what is unique among one owner's Seats.
var seatUniques = []unique.Index{
	{Entity: "Seat", Name: "seat_user_id_row_number", Columns: "seats.user_id, seats.row, seats.number", Fields: []string{"row", "number"}},
	{Entity: "Seat", Name: "seat_user_id_ticket", Columns: "seats.user_id, seats.ticket", Fields: []string{"ticket"}},
}

// takenSeatBatch says which of the rows are taken that were refused together.
func (h *CRUD) takenSeatBatch(ctx context.Context, builders []*ent.SeatCreate, err error) error {
	rows := batch.Each(builders, func(builder *ent.SeatCreate) ent.Mutation { return builder.Mutation() })
	taken := unique.Items(seatUniques, rows, func(where, number func(*sql.Selector)) (items []int, err error) {
		err = h.Client.Seat.Query().Where(where).Modify(number).Scan(ctx, &items)
		return items, err
	})
	return cmp.Or(taken, err)
}

// newSeat returns a row as a reply shows it.
func newSeat(row *ent.Seat) Seat {
	out := Seat{
		ID:     row.ID,
		UserID: row.UserID,
		Row:    row.Row,
		Free:   row.Free,
	}
	if v := row.Number; v != nil {
		out.Number.SetTo(*v)
	} else {
		out.Number.SetToNull()
	}
	if v := row.Ticket; v != nil {
		out.Ticket.SetTo(*v)
	} else {
		out.Ticket.SetToNull()
	}
	return out
}

// replySeat returns a row as a reply.
func replySeat(row *ent.Seat) *Seat {
	out := newSeat(row)
	return &out
}
