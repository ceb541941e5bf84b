// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	"errors"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/plain/ent"
	entbooking "github.com/entask/entask/internal/generate/testdata/plain/ent/booking"
	"github.com/entask/entask/internal/generate/testdata/plain/ent/predicate"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/value"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsBooking are what a list of Bookings can be ordered by.
var columnsBooking = map[string]page.Column{
	"created_at": {Name: entbooking.FieldCreatedAt, Time: true},
	"updated_at": {Name: entbooking.FieldUpdatedAt, Time: true},
}

// ListBookings implements listBookings: one SELECT, and one more where count=true.
func (h *CRUD) ListBookings(ctx context.Context, params ListBookingsParams) (*ListBookingsOKHeaders, error) {
	p, err := page.New(columnsBooking, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListBookingsOKHeaders{}
	query := h.Client.Booking.Query().Where(filtersBooking(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone()
	}
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyBooking, reply.Only(writeBooking, params.Fields))
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

// keyBooking returns where a row stands in the order of a column.
func keyBooking(row *ent.Booking, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entbooking.FieldCreatedAt:
		key.Value = row.CreatedAt
	case entbooking.FieldUpdatedAt:
		key.Value = row.UpdatedAt
	}
	return key
}

// filtersBooking are the predicates that the parameters ask for.
func filtersBooking(params ListBookingsParams) []predicate.Booking {
	var where []predicate.Booking
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entbooking.FieldID, values...))
	}
	return where
}

// CreateBooking implements createBooking: one INSERT.
func (h *CRUD) CreateBooking(ctx context.Context, req *BookingCreate, params CreateBookingParams) (CreateBookingRes, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createBooking", req, &answer, h.keptBooking, func(ctx context.Context, client *ent.Client) error {
		builder := buildBooking(client, req)
		created, err := builder.Insert(ctx)
		if err != nil {
			return clientid.Refuse(err, builder.Mutation())
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeBooking)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if req.ID.Set && ent.IsConstraintError(err) {
		again, why := h.againBooking(ctx, req, err)
		if again != nil {
			return again, nil
		}
		err = why
	}
	if err != nil {
		return nil, err
	}
	return &CreateBookingCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/bookings/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildBooking returns the builder of a new row.
func buildBooking(client *ent.Client, req *BookingCreate) *ent.BookingCreate {
	builder := client.Booking.Create()
	if v, ok := req.ID.Get(); ok {
		builder.SetID(clientid.Of(v))
	}
	builder.SetRoom(req.Room)
	if v, ok := req.Seats.Get(); ok {
		builder.SetSeats(v)
	}
	if v, ok := req.Slug.Get(); ok {
		value.Text(builder.Mutation().SetSlug, v)
	}
	value.JSON(builder.Mutation().SetGuests, req.Guests)
	if v := req.Key; len(v) > 0 && !value.IsNull(v) {
		value.JSON(builder.Mutation().SetKey, v)
	}
	builder.SetStartsAt(time.Time(req.StartsAt))
	builder.SetEndsAt(time.Time(req.EndsAt))
	if v, ok := req.Confirmed.Get(); ok {
		builder.SetConfirmed(v)
	}
	return builder
}

// agreesBooking says whether a row is what a request to create it asks for.
func agreesBooking(req *BookingCreate, m *ent.BookingMutation, row *ent.Booking) bool {
	return true &&
		value.Same(m.Room, row.Room) &&
		value.SameOrNull(m.Seats, row.Seats) &&
		value.Same(m.Slug, row.Slug) &&
		value.Same(m.Guests, row.Guests) &&
		value.SameOrNull(m.Key, row.Key) &&
		value.Same(m.StartsAt, row.StartsAt) &&
		value.Same(m.EndsAt, row.EndsAt) &&
		value.Same(m.Confirmed, row.Confirmed)
}

// againBooking answers a create that the database refused with the row of its id, if that is
// what the request asks for; and otherwise says why it is refused.
func (h *CRUD) againBooking(ctx context.Context, req *BookingCreate, err error) (*CreateBookingOKHeaders, error) {
	refused, ok := errors.AsType[*clientid.Refused[*ent.BookingMutation]](err)
	if !ok {
		return nil, err
	}
	row, missing := h.Client.Booking.Query().Where(statement.EQ(entbooking.FieldID, clientid.Of(req.ID.Value))).One(ctx)
	switch {
	case ent.IsNotFound(missing):
		return nil, err // another rule is broken, or the row is hidden
	case missing != nil:
		return nil, missing
	case !agreesBooking(req, refused.Mutation, row):
		return nil, clientid.Taken("Booking")
	}
	return &CreateBookingOKHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/bookings/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeBooking),
	}, nil
}

// putNewBooking creates a row with the id, if the viewer has none.
func (h *CRUD) putNewBooking(ctx context.Context, req *BookingUpdate, id uuid.UUID, on condition.Headers) (*PutBookingCreatedHeaders, error) {
	builder := h.Client.Booking.Create().SetID(id)
	setBooking(builder.Mutation(), req)
	err := clientid.Whole(id, "booking_id", map[string]bool{
		"room":      req.Room.Set,
		"guests":    len(req.Guests) > 0,
		"starts_at": req.StartsAt.Set,
		"ends_at":   req.EndsAt.Set,
	})
	refused := err != nil
	var row *ent.Booking
	if !refused {
		row, err = builder.Insert(ctx)
		refused = ent.IsConstraintError(err)
	}
	if refused {
		exists, failed := h.Client.Booking.Query().Where(statement.EQ(entbooking.FieldID, id)).Exist(ctx)
		switch {
		case failed != nil:
			return nil, failed
		case exists:
			return nil, on.Refusal(entbooking.FieldVersion)
		}
	}
	if err != nil {
		return nil, err
	}
	return &PutBookingCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/bookings/" + row.ID.String(),
		Response: reply.Of(ctx, row, writeBooking),
	}, nil
}

// ReadBooking implements readBooking: one SELECT.
func (h *CRUD) ReadBooking(ctx context.Context, params ReadBookingParams) (ReadBookingRes, error) {
	query := h.Client.Booking.Query().Where(statement.EQ(entbooking.FieldID, params.BookingID))
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseBooking(ctx, params.BookingID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadBookingNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyBooking(ctx, row), nil
}

// refuseBooking says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseBooking(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Booking.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entbooking.FieldVersion)
	}
}

// PutBooking implements putBooking: one UPDATE.
func (h *CRUD) PutBooking(ctx context.Context, req *BookingUpdate, params PutBookingParams) (PutBookingRes, error) {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if on.Creates() {
		return h.putNewBooking(ctx, req, params.BookingID, on)
	}
	out, err := h.saveBooking(ctx, params.BookingID, on, func(builder *ent.BookingUpdateOne) {
		setBooking(builder.Mutation(), req)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// UpdateBooking implements updateBooking: one UPDATE.
func (h *CRUD) UpdateBooking(ctx context.Context, req *BookingUpdate, params UpdateBookingParams) (*BookingHeaders, error) {
	return h.saveBooking(ctx, params.BookingID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.BookingUpdateOne) {
		setBooking(builder.Mutation(), req)
	})
}

// ConfirmBooking implements confirmBooking: one UPDATE, which flips confirmed where the body does not set it.
func (h *CRUD) ConfirmBooking(ctx context.Context, req OptBookingToggleConfirmed, params ConfirmBookingParams) (*BookingHeaders, error) {
	id, on := params.BookingID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if params.IdempotencyKey.Set {
		body := req.Value
		return h.onceBooking(ctx, params.IdempotencyKey, "confirmBooking", id, on, [...]any{req.Set, &body}, changeConfirmBooking(req))
	}
	return h.saveBooking(ctx, id, on, changeConfirmBooking(req))
}

// changeConfirmBooking sets confirmed to what the body says, or flips it.
func changeConfirmBooking(req OptBookingToggleConfirmed) func(*ent.BookingUpdateOne) {
	return func(builder *ent.BookingUpdateOne) {
		if v, ok := req.Value.Confirmed.Get(); ok {
			builder.SetConfirmed(v)
			return
		}
		builder.Flip(entbooking.FieldConfirmed)
	}
}

// saveBooking changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveBooking(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.BookingUpdateOne)) (*BookingHeaders, error) {
	builder := h.Client.Booking.UpdateOneID(id).Where(condition.Where[predicate.Booking](on, entbooking.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseBooking(ctx, id, on, err)
	}
	return replyBooking(ctx, row), nil
}

// onceBooking is saveBooking at most once for a key, which stands for the row, the
// conditions and the body together.
func (h *CRUD) onceBooking(ctx context.Context, key OptString, operation string, id uuid.UUID, on condition.Headers, body any, change func(*ent.BookingUpdateOne)) (*BookingHeaders, error) {
	var answer reply.JSON
	err := h.atMostOnce(ctx, key, operation, [...]any{id, on, body}, &answer, h.keptBooking, func(ctx context.Context, client *ent.Client) error {
		builder := client.Booking.UpdateOneID(id).Where(condition.Where[predicate.Booking](on, entbooking.FieldVersion)...)
		change(builder)
		row, err := builder.SaveReturning(ctx)
		if err != nil {
			return err
		}
		answer = reply.Of(ctx, row, writeBooking)
		return nil
	})
	if err != nil {
		return nil, h.refuseBooking(ctx, id, on, err)
	}
	var row struct { // of the answer
		Version int `json:"version"`
	}
	if err := answer.Into(&row); err != nil {
		return nil, err
	}
	return &BookingHeaders{ETag: etag.Of(row.Version), Response: answer}, nil
}

// setBooking sets what is present, clears what is null, and keeps what is absent.
func setBooking(m *ent.BookingMutation, req *BookingUpdate) {
	if v, ok := req.Room.Get(); ok {
		m.SetRoom(v)
	}
	if v, ok := req.Seats.Get(); ok {
		m.SetSeats(v)
	} else if req.Seats.IsNull() {
		m.ClearSeats()
	}
	if v, ok := req.Slug.Get(); ok {
		value.Text(m.SetSlug, v)
	}
	if v := req.Guests; len(v) > 0 {
		value.JSON(m.SetGuests, v)
	}
	if v := req.Key; value.IsNull(v) {
		m.ClearKey()
	} else if len(v) > 0 {
		value.JSON(m.SetKey, v)
	}
	if v, ok := req.StartsAt.Get(); ok {
		m.SetStartsAt(time.Time(v))
	}
	if v, ok := req.EndsAt.Get(); ok {
		m.SetEndsAt(time.Time(v))
	}
	if v, ok := req.Confirmed.Get(); ok {
		m.SetConfirmed(v)
	}
}

// DeleteBooking implements deleteBooking: one DELETE.
func (h *CRUD) DeleteBooking(ctx context.Context, params DeleteBookingParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	err := h.Client.Booking.DeleteOneID(params.BookingID).Where(condition.Where[predicate.Booking](on, entbooking.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseBooking(ctx, params.BookingID, on, err)
	}
	return nil
}

// keptBooking refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptBooking(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Booking.Query().Where(entbooking.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesBooking are what is unique among one owner's Bookings.
var uniquesBooking = []unique.Index{
	{Entity: "Booking", Name: "bookings_pkey", Columns: "bookings.user_id, bookings.id", Fields: []string{"id"}},
}

// writeBooking writes a row as a reply shows it.
func writeBooking(w *jx.Writer, row *ent.Booking) {
	w.ObjStart()
	w.RawStr(`"confirmed":`)
	w.Bool(row.Confirmed)
	w.RawStr(`,"created_at":`)
	reply.Time(w, row.CreatedAt)
	w.RawStr(`,"ends_at":`)
	reply.Time(w, row.EndsAt)
	w.RawStr(`,"guests":`)
	w.Raw(value.Raw(row.Guests))
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"key":`)
	w.Raw(value.Raw(row.Key))
	w.RawStr(`,"room":`)
	w.Str(row.Room)
	w.RawStr(`,"seats":`)
	if v := row.Seats; v != nil {
		w.Int64(int64(*v))
	} else {
		w.Null()
	}
	w.RawStr(`,"slug":`)
	w.Str(string(row.Slug))
	w.RawStr(`,"starts_at":`)
	reply.Time(w, row.StartsAt)
	w.RawStr(`,"updated_at":`)
	reply.Time(w, row.UpdatedAt)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyBooking returns a row as a reply, with its version in ETag.
func replyBooking(ctx context.Context, row *ent.Booking) *BookingHeaders {
	return &BookingHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeBooking)}
}
