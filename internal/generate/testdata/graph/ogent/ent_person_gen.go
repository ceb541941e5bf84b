// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	entperson "github.com/entask/entask/internal/generate/testdata/graph/ent/person"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/predicate"
	"github.com/entask/entask/internal/runtime/condition"
	"github.com/entask/entask/internal/runtime/etag"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/relation"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/trash"
	"github.com/entask/entask/internal/runtime/viewer"
)

// columnsPerson are what a list of Persons can be ordered by.
var columnsPerson = map[string]page.Column{
	"id": {Name: entperson.FieldID},
}

// ListPersons implements listPersons: one SELECT, and one more where count=true.
func (h *CRUD) ListPersons(ctx context.Context, params ListPersonsParams) (*ListPersonsOKHeaders, error) {
	return h.listPersons(ctx, params)
}

// listPersons lists those of the rows that pass the predicates.
func (h *CRUD) listPersons(ctx context.Context, params ListPersonsParams, of ...predicate.Person) (*ListPersonsOKHeaders, error) {
	p, err := page.New(columnsPerson, page.Request{
		Sort:   string(params.Sort.Value),
		Limit:  params.Limit.Value,
		Offset: params.Offset.Value,
		Cursor: params.Cursor.Value,

		HasOffset: params.Offset.Set,
	})
	if err != nil {
		return nil, err
	}
	out := &ListPersonsOKHeaders{}
	deleted := trash.Asked(string(params.Deleted.Value))
	query := h.Client.Person.Query().InTrash(deleted).Where(filtersPerson(params)...).Where(of...)
	counted := query
	if params.Count.Value {
		counted = query.Clone().InTrash(deleted)
	}
	expandPerson(query, params.Expand)
	query.Modify(p.Apply)
	list := page.NewList(ctx, p, keyPerson, reply.Only(writePerson, params.Fields, "friends", "followers", "following", "card", "written", "checked", "idol", "admirers"))
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

// keyPerson returns where a row stands in the order of a column.
func keyPerson(row *ent.Person, column string) page.Key {
	key := page.Key{ID: row.ID}
	switch column {
	case entperson.FieldID:
		key.Value = nil
	}
	return key
}

// filtersPerson are the predicates that the parameters ask for.
func filtersPerson(params ListPersonsParams) []predicate.Person {
	var where []predicate.Person
	if len(params.ID) > 0 {
		values := make([]any, len(params.ID))
		for i, v := range params.ID {
			values[i] = v
		}
		where = append(where, statement.In(entperson.FieldID, values...))
	}
	if v, ok := params.IdolID.Get(); ok {
		where = append(where, statement.EQ(entperson.FieldIdolID, v))
	}
	return where
}

// CreatePerson implements createPerson: one INSERT.
func (h *CRUD) CreatePerson(ctx context.Context, req *PersonCreate, params CreatePersonParams) (*CreatePersonCreatedHeaders, error) {
	var answer reply.JSON
	var row struct { // of the answer
		ID      uuid.UUID `json:"id"`
		Version int       `json:"version"`
	}
	err := h.atMostOnce(ctx, params.IdempotencyKey, "createPerson", req, &answer, h.keptPerson, func(ctx context.Context, client *ent.Client) error {
		created, err := buildPerson(client, req).Insert(ctx)
		if err != nil {
			return err
		}
		row.ID = uuid.UUID(created.ID)
		row.Version = created.Version
		answer = reply.Of(ctx, created, writePerson)
		return nil
	})
	if err == nil && row.ID == uuid.Nil { // it was created before
		err = answer.Into(&row)
	}
	if err != nil {
		return nil, h.placePersonCreate(ctx, req, err)
	}
	return &CreatePersonCreatedHeaders{
		ETag:     etag.Of(row.Version),
		Location: "/api/people/" + row.ID.String(),
		Response: answer,
	}, nil
}

// buildPerson returns the builder of a new row.
func buildPerson(client *ent.Client, req *PersonCreate) *ent.PersonCreate {
	builder := client.Person.Create()
	builder.SetName(req.Name)
	if v, ok := req.IdolID.Get(); ok {
		builder.SetIdolID(v)
	}
	builder.AddFriendIDs(req.FriendIds...)
	builder.AddFollowerIDs(req.FollowerIds...)
	builder.AddFollowingIDs(req.FollowingIds...)
	return builder
}

// ReadPerson implements readPerson: one SELECT.
func (h *CRUD) ReadPerson(ctx context.Context, params ReadPersonParams) (ReadPersonRes, error) {
	query := h.Client.Person.Query().InTrash(trash.Asked(string(params.Deleted.Value))).Where(statement.EQ(entperson.FieldID, params.PersonID))
	expandPerson(query, params.Expand)
	row, err := query.One(ctx)
	if err != nil {
		return nil, h.refusePerson(ctx, params.PersonID, condition.Headers{}, err)
	}
	if header, ok := params.IfNoneMatch.Get(); ok && len(params.Expand) == 0 && etag.IfNoneMatch(header).Holds(row.Version) {
		return &ReadPersonNotModified{ETag: etag.Of(row.Version)}, nil
	}
	return replyPerson(ctx, row), nil
}

// refusePerson says why a row was not found among the viewer's: there is none, it
// belongs to somebody else, or a condition does not hold.
func (h *CRUD) refusePerson(ctx context.Context, id uuid.UUID, on condition.Headers, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	owners, err := h.Client.Person.Owners(ctx, []uuid.UUID{id}) // to tell 403 from 404
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
		return on.Refusal(entperson.FieldVersion)
	}
}

// PutPerson implements putPerson: one UPDATE.
func (h *CRUD) PutPerson(ctx context.Context, req *PersonUpdate, params PutPersonParams) (*PersonHeaders, error) {
	out, err := h.savePerson(ctx, params.PersonID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PersonUpdateOne) {
		setPerson(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placePersonUpdate(ctx, req, err)
	}
	return out, nil
}

// UpdatePerson implements updatePerson: one UPDATE.
func (h *CRUD) UpdatePerson(ctx context.Context, req *PersonUpdate, params UpdatePersonParams) (*PersonHeaders, error) {
	out, err := h.savePerson(ctx, params.PersonID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}, func(builder *ent.PersonUpdateOne) {
		setPerson(builder.Mutation(), req)
	})
	if err != nil {
		return nil, h.placePersonUpdate(ctx, req, err)
	}
	return out, nil
}

// savePerson changes one row, if it is the viewer's and the conditions hold.
func (h *CRUD) savePerson(ctx context.Context, id uuid.UUID, on condition.Headers, change func(*ent.PersonUpdateOne)) (*PersonHeaders, error) {
	builder := h.Client.Person.UpdateOneID(id).Where(condition.Where[predicate.Person](on, entperson.FieldVersion)...)
	change(builder)
	row, err := builder.SaveReturning(ctx)
	if err != nil {
		return nil, h.refusePerson(ctx, id, on, err)
	}
	return replyPerson(ctx, row), nil
}

// setPerson sets what is present, clears what is null, and keeps what is absent.
func setPerson(m *ent.PersonMutation, req *PersonUpdate) {
	if v, ok := req.Name.Get(); ok {
		m.SetName(v)
	}
	if v, ok := req.IdolID.Get(); ok {
		m.SetIdolID(v)
	} else if req.IdolID.IsNull() {
		m.ClearIdolID()
	}
	if req.FriendIds != nil {
		m.ClearFriends()
		m.AddFriendIDs(req.FriendIds...)
	}
	if req.FollowerIds != nil {
		m.ClearFollowers()
		m.AddFollowerIDs(req.FollowerIds...)
	}
	if req.FollowingIds != nil {
		m.ClearFollowing()
		m.AddFollowingIDs(req.FollowingIds...)
	}
}

// DeletePerson implements deletePerson: one UPDATE, or one DELETE for good.
func (h *CRUD) DeletePerson(ctx context.Context, params DeletePersonParams) error {
	on := condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	if !params.Permanent.Value {
		return h.trashPerson(ctx, params.PersonID, on)
	}
	err := h.deletePerson(ctx, params.PersonID, condition.Where[predicate.Person](on, entperson.FieldVersion)...)
	if err != nil {
		return h.refuseTrashedPerson(ctx, params.PersonID, on, trash.With, err)
	}
	return nil
}

// RestorePerson implements restorePerson: one UPDATE.
func (h *CRUD) RestorePerson(ctx context.Context, params RestorePersonParams) (*PersonHeaders, error) {
	id, on := params.PersonID, condition.Headers{IfMatch: condition.Header(params.IfMatch), IfNoneMatch: condition.Header(params.IfNoneMatch)}
	update := h.Client.Person.UpdateOneID(id).Where(condition.Where[predicate.Person](on, entperson.FieldVersion)...).Restore()
	row, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return nil, trash.Held(failed, trash.Parted)
		}
	}
	if err != nil {
		return nil, h.refuseTrashedPerson(ctx, id, on, trash.Only, err)
	}
	return replyPerson(ctx, row), nil
}

// trashPerson moves one row to the trash.
func (h *CRUD) trashPerson(ctx context.Context, id uuid.UUID, on condition.Headers) error {
	update := h.Client.Person.UpdateOneID(id).Where(condition.Where[predicate.Person](on, entperson.FieldVersion)...).Trash()
	_, err := update.SaveReturning(ctx)
	if ent.IsNotFound(err) {
		if held, failed := update.Held(ctx); held || failed != nil {
			return trash.Held(failed, "Letters lead to it")
		}
	}
	return h.refusePerson(ctx, id, on, err)
}

// refuseTrashedPerson is refusePerson for an operation that finds rows in the trash.
func (h *CRUD) refuseTrashedPerson(ctx context.Context, id uuid.UUID, on condition.Headers, which trash.Which, err error) error {
	if !ent.IsNotFound(err) {
		return err
	}
	found, failed := h.Client.Person.Query().InTrash(which).Where(entperson.ID(id)).Exist(ctx)
	switch {
	case failed != nil:
		return failed
	case found && (on.IfMatch.Set || on.IfNoneMatch.Set):
		return on.Refusal(entperson.FieldVersion)
	default:
		return h.refusePerson(ctx, id, condition.Headers{}, err)
	}
}

// purgePerson deletes for good those of the rows that are in the trash and that no living row
// belongs to, and returns how many.
func (h *CRUD) purgePerson(ctx context.Context, ids []uuid.UUID) (n int, err error) {
	err = h.inTx(ctx, func(ctx context.Context, client *ent.Client) error {
		locked, err := client.Person.Query().InTrash(trash.Only).Where(entperson.IDIn(ids...), client.Person.Unneeded()).Order(entperson.ByID()).Modify(client.Person.Lock(ctx)).IDs(ctx)
		if err != nil {
			return err
		}
		if err := detachPerson(ctx, client, relation.Once{}, locked); err != nil {
			return err
		}
		n, err = client.Person.Delete().InTrash(trash.Only).Where(entperson.IDIn(locked...), client.Person.Unneeded()).Exec(ctx)
		return err
	})
	return n, err
}

// keptPerson refuses to give an answer again with a row that has been deleted since, or
// that is hidden.
func (h *CRUD) keptPerson(ctx context.Context, answer reply.JSON) error {
	ids, err := answer.IDs()
	if err != nil {
		return err
	}
	n, err := h.Client.Person.Query().Where(entperson.IDIn(ids...)).Count(ctx)
	if err == nil && n < len(ids) {
		err = fault.New(fault.Conflict, "What this Idempotency-Key was used for is not there any more")
	}
	return err
}

// writePerson writes a row as a reply shows it.
func writePerson(w *jx.Writer, row *ent.Person) {
	w.ObjStart()
	if all, err := row.Edges.AdmirersOrErr(); err == nil {
		w.RawStr(`"admirers":`)
		reply.List(w, all, writePerson)
		w.Comma()
	}
	switch one, err := row.Edges.CardOrErr(); {
	case err == nil:
		w.RawStr(`"card":`)
		writeCard(w, one)
		w.Comma()
	case ent.IsNotFound(err):
		w.RawStr(`"card":null,`)
	}
	if all, err := row.Edges.CheckedOrErr(); err == nil {
		w.RawStr(`"checked":`)
		reply.List(w, all, writeLetter)
		w.Comma()
	}
	w.RawStr(`"deleted_at":`)
	if v := row.DeletedAt; v != nil {
		reply.Time(w, *v)
	} else {
		w.Null()
	}
	if all, err := row.Edges.FollowersOrErr(); err == nil {
		w.RawStr(`,"followers":`)
		reply.List(w, all, writePerson)
	}
	if all, err := row.Edges.FollowingOrErr(); err == nil {
		w.RawStr(`,"following":`)
		reply.List(w, all, writePerson)
	}
	if all, err := row.Edges.FriendsOrErr(); err == nil {
		w.RawStr(`,"friends":`)
		reply.List(w, all, writePerson)
	}
	w.RawStr(`,"id":`)
	reply.UUID(w, row.ID)
	switch one, err := row.Edges.IdolOrErr(); {
	case err == nil:
		w.RawStr(`,"idol":`)
		writePerson(w, one)
	case ent.IsNotFound(err):
		w.RawStr(`,"idol":null`)
	}
	w.RawStr(`,"idol_id":`)
	if v := row.IdolID; v != nil {
		reply.UUID(w, *v)
	} else {
		w.Null()
	}
	w.RawStr(`,"name":`)
	w.Str(row.Name)
	w.RawStr(`,"user_id":`)
	w.Str(row.UserID)
	w.RawStr(`,"version":`)
	w.Int64(int64(row.Version))
	if all, err := row.Edges.WrittenOrErr(); err == nil {
		w.RawStr(`,"written":`)
		reply.List(w, all, writeLetter)
	}
	w.ObjEnd()
}

// replyPerson returns a row as a reply, with its version in ETag.
func replyPerson(ctx context.Context, row *ent.Person) *PersonHeaders {
	return &PersonHeaders{ETag: etag.Of(row.Version), Response: reply.Of(ctx, row, writePerson)}
}
