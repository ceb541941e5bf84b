package batch_test

import (
	"reflect"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/fault"
)

func TestAll(t *testing.T) {
	mine := func(s *sql.Selector) { s.Where(sql.EQ(s.C("user_id"), "ann")) }
	for driver, want := range map[string]string{
		dialect.Postgres: `SELECT * FROM "notes" WHERE (SELECT COUNT(*) FROM (SELECT "id" FROM "notes" WHERE "notes"."user_id" = $1 ORDER BY "notes"."id" FOR UPDATE) AS "them") = $2`,
		dialect.SQLite:   "SELECT * FROM `notes` WHERE (SELECT COUNT(*) FROM (SELECT `id` FROM `notes` WHERE `notes`.`user_id` = ?) AS `them`) = ?",
	} {
		s := sql.Dialect(driver).Select().From(sql.Table("notes"))
		batch.All(s, "notes", "id", 3, []func(*sql.Selector){mine})
		query, args := s.Query()
		if query != want || !reflect.DeepEqual(args, []any{"ann", 3}) {
			t.Errorf("%s:\ngot  %s %v\nwant %s [ann 3]", driver, query, args, want)
		}
	}
}

func TestInOrder(t *testing.T) {
	ids := []uuid.UUID{{3}, {1}, {2}}
	rows := []uuid.UUID{{1}, {2}, {3}}
	batch.InOrder(rows, ids, func(row uuid.UUID) uuid.UUID { return row })
	if !reflect.DeepEqual(rows, ids) {
		t.Errorf("got %v, want %v", rows, ids)
	}
}

func TestRefuse(t *testing.T) {
	ann, bob := uuid.UUID{1}, uuid.UUID{2}
	owners := map[uuid.UUID]string{ann: "ann", bob: "bob"}
	gone := func(i int) fault.Field {
		return fault.Field{Loc: []any{"body", "ids", i}, Msg: "does not exist", Type: "not_found"}
	}
	bobs := func(i int) fault.Field {
		return fault.Field{Loc: []any{"body", "ids", i}, Msg: "belongs to somebody else", Type: "forbidden"}
	}
	for _, tc := range []struct {
		name string
		ids  []uuid.UUID
		want fault.Error
	}{
		{"one of somebody else", []uuid.UUID{ann, bob}, fault.Error{Kind: fault.Forbidden, Fields: []fault.Field{bobs(1)}}},
		{"one that is gone", []uuid.UUID{{9}, ann}, fault.Error{Kind: fault.NotFound, Fields: []fault.Field{gone(0)}}},
		{"both, the latter first", []uuid.UUID{ann, {9}, bob}, fault.Error{Kind: fault.NotFound, Fields: []fault.Field{gone(1), bobs(2)}}},
		{"neither: another rule of the policy", []uuid.UUID{ann}, fault.Error{Kind: fault.Forbidden}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := batch.Refuse(tc.ids, owners, "ann", "body", "ids"); !reflect.DeepEqual(got, &tc.want) {
				t.Errorf("got %+v, want %+v", got, &tc.want)
			}
		})
	}
}
