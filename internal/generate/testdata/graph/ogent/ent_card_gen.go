// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entcard "github.com/entask/entask/internal/generate/testdata/graph/ent/card"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/unique"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsCard are what a list of Cards can be ordered by.
var columnsCard = map[string]page.Column{
	"id": {Name: entcard.FieldID},
}

// ListCards implements listCards: one SELECT, and one more where count=true.
func (h *CRUD) ListCards(ctx context.Context, params ListCardsParams) (*ListCardsOKHeaders, error) {
	p, err := page.New(columnsCard, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListCardsOKHeaders{}
	deleted := trash.Asked(string(params.Deleted.Value))
	query := h.Client.Card.Query().InTrash(deleted).Where(filtersCard(params)...)
	counted := query
	if params.Count.Value {
		counted = query.Clone().InTrash(deleted)
	}
	expandCard(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyCard, reply.Only(writeCard, params.Fields, "holder"))
	err = list.Shrink(func() error { return query.Clone().InTrash(deleted).EachWithin(ctx, &list.Bound, list.Add) })
	if err != nil {
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

// keyCard returns where a row stands in the order of a column.
func keyCard(row *ent.Card, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entcard.FieldID:
		key.Value = nil
	}
	return key
}

// filtersCard are the predicates that the parameters ask for.
func filtersCard(params ListCardsParams) []predicate.Card {
	var where []predicate.Card
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entcard.FieldID, values...))
	}
	if v, ok := params.HolderID.Get(); ok {
		where = append(where, statement.EQ(entcard.FieldHolderID, v))
	}
	return where
}

// CreateCard implements createCard: one INSERT.
func (h *CRUD) CreateCard(ctx context.Context, req *CardCreate, params CreateCardParams) (*CreateCardCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createCard", req, &answer, h.keptCard, func(ctx context.Context, client *ent.Client) error {
		created, err := buildCard(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writeCard)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placeCardCreate(ctx, req, err)
	}
	return &CreateCardCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/cards/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildCard returns the builder of a new row.
func buildCard(client *ent.Client, req *CardCreate) *ent.CardCreate {
	builder := client.Card.Create()
	builder.SetNumber(req.Number)
	builder.SetHolderID(req.HolderID)
	return builder
}

// ReadCard implements readCard: one SELECT.
func (h *CRUD) ReadCard(ctx context.Context, params ReadCardParams) (ReadCardRes, error) {
	query := h.Client.Card.Query().InTrash(trash.Asked(string(params.Deleted.Value))).Where(statement.EQ(entcard.FieldID, params.CardID))
	expandCard(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refuseCard(ctx, params.CardID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadCardNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyCard(ctx, row), nil
}

// refuseCard says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refuseCard(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Card.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entcard.FieldVersion)
	}
}

// PutCard implements putCard: one UPDATE.
func (h *CRUD) PutCard(ctx context.Context, req *CardUpdate, params PutCardParams) (*CardHeaders, error) {
	out, err := h.saveCard(ctx, params.CardID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.CardUpdateOne) {
		setCard(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeCardUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdateCard implements updateCard: one UPDATE.
func (h *CRUD) UpdateCard(ctx context.Context, req *CardUpdate, params UpdateCardParams) (*CardHeaders, error) {
	out, err := h.saveCard(ctx, params.CardID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.CardUpdateOne) {
		setCard(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placeCardUpdate(ctx, req, err)
	}
	return out, nil
}

// saveCard changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) saveCard(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.CardUpdateOne)) (*CardHeaders, error) {
	builder := h.Client.Card.UpdateOneID(id).Where(condition.Where[predicate.Card](on, entcard.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refuseCard(ctx, id, on, err)
	}
	return replyCard(ctx, row), nil
}

// setCard sets what is present, clears what is null, and keeps what is absent.
func setCard(m *ent.CardMutation, req *CardUpdate) {
	if v, ok := req.Number.Get(); ok {
		m.SetNumber(v)
	}
	if v, ok := req.HolderID.Get(); ok {
		m.SetHolderID(v)
	}
}

// DeleteCard implements deleteCard: one UPDATE, or one DELETE for good.
func (h *CRUD) DeleteCard(ctx context.Context, params DeleteCardParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if !params.Permanent.Value {
		return h.trashCard(ctx, params.CardID, on)
	}
	err := h.Client.Card.DeleteOneID(params.CardID).InTrash(trash.With).Where(condition.Where[predicate.Card](on, entcard.FieldVersion)...).Exec(ctx)
	if err != nil {
		return h.refuseTrashedCard(ctx, params.CardID, on, trash.With, err)
	}
	return nil
}

// RestoreCard implements restoreCard: one UPDATE.
func (h *CRUD) RestoreCard(ctx context.Context, params RestoreCardParams) (*CardHeaders, error) {
	id, on := params.CardID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	update := h.Client.Card.UpdateOneID(id).Where(condition.Where[predicate.Card](on, entcard.FieldVersion)...).Restore()
	row, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return nil, trash.Held(failed, trash.Parted)
		}
	}
	if err != nil {
		return nil, h.refuseTrashedCard(ctx, id, on, trash.Only, err)
	}
	return replyCard(ctx, row), nil
}

// trashCard moves one row to the trash.
func (h *CRUD) trashCard(ctx context.Context, id uuid.UUID, on condition.Headers) error {
	update := h.Client.Card.UpdateOneID(id).Where(condition.Where[predicate.Card](on, entcard.FieldVersion)...).Trash()
	_, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return trash.Held(failed, "Something leads to it")
		}
	}
	return h.refuseCard(ctx, id, on, err)
}

// refuseTrashedCard is refuseCard for an operation that finds rows in the trash.
func (h *CRUD) refuseTrashedCard(ctx context.Context, id uuid.UUID, on condition.Headers, which trash.Which, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	found, failed := h.Client.Card.Query().InTrash(which).Where(entcard.ID(id)).Exist(ctx)
	switch {
	case failed != nil:
		return failed
	case found && (on.IfMatch.Set || on.IfNoneMatch.Set):
		return on.Refusal(entcard.FieldVersion)
	default:
		return h.refuseCard(ctx, id, condition.Headers{}, err)
	}
}

// purgeCard deletes for good those of the rows that are in the trash and that no living row
// belongs to, and returns how many.
func (h *CRUD) purgeCard(ctx context.Context, ids []uuid.UUID) (n int, err error) {
	return h.Client.Card.Delete().InTrash(trash.Only).Where(entcard.IDIn(ids...), h.Client.Card.Unneeded()).Exec(ctx)
}

// keptCard refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptCard(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Card.Query().Where(entcard.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// uniquesCard are what is unique among one owner's Cards.
var uniquesCard = []unique.Index{
	{Entity: "Card", Name: "card_user_id_number_living", Columns: "cards.user_id, cards.number", Fields: []string{"number"}},
	{Entity: "Card", Name: "cards_holder_id_key_living", Columns: "cards.user_id, cards.holder_id", Fields: []string{"holder_id"}},
}

// writeCard writes a row as a reply shows it.
func writeCard(w *jx.Writer, row *ent.Card) {
	w.ObjStart()
	w.RawStr(`"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	if one, err := row.Edges.HolderOrErr(); err == nil { // a hidden row is not shown
		w.RawStr(`,"holder":`)
		writePerson(w, one)
	}
	w.RawStr(`,"holder_id":`)
	reply.UUID(w, row.HolderID)
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	w.RawStr(`,"number":`)
	w.Str(row.Number)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	w.ObjEnd()
}

// replyCard returns a row as a reply, with its version in ETag.
func replyCard(ctx context.Context, row *ent.Card) *CardHeaders {
	return &CardHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writeCard)}
}
