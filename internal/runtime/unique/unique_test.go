package unique_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/unique"
)

var seats = []unique.Index{
	{Entity: "Seat", Name: "seat_row_number", Columns: "seats.user_id, seats.row, seats.number", Fields: []string{"row", "number"}},
	{Entity: "Seat", Name: "seat_from", Columns: "seats.user_id, seats.from_at", Fields: []string{"from"}},
}

func TestFind(t *testing.T) {
	for called, want := range map[string]string{"seat_row_number": "seat_row_number", "seats.user_id, seats.from_at": "seat_from", "seats.from_at": "", "": ""} {
		if got, ok := unique.Find(seats, called); got.Name != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, want %q", called, got.Name, want)
		}
	}
}

// item is a mutation that has fields, and nothing else.
type item struct {
	ent.Mutation
	fields map[string]any
}

func (i item) Field(name string) (ent.Value, bool) {
	v, ok := i.fields[name]
	return v, ok
}

func seat(row string, number int, from time.Time) item {
	fields := map[string]any{"row": row, "from": from}
	if number > 0 {
		fields["number"] = number
	}
	return item{fields: fields}
}

func TestItems(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 3, 1, hour, 0, 0, 0, time.UTC) }
	zone := time.FixedZone("", 3600)
	taken := func(locs ...[]any) error {
		f := &fault.Error{Kind: fault.Conflict}
		for _, loc := range locs {
			f.Fields = append(f.Fields, fault.Field{Loc: loc, Msg: "is taken by another Seat of yours", Type: "unique"})
		}
		return f
	}
	for _, tc := range []struct {
		name  string
		items []item
		have  []int // of the first index
		err   error
		want  error
	}{
		{"by a row", []item{seat("a", 1, at(1)), seat("a", 2, at(2))}, []int{1, -1}, nil, taken([]any{"body", 1, "row"}, []any{"body", 1, "number"})},
		{"by an item before", []item{seat("a", 1, at(1)), seat("a", 2, at(1).In(zone))}, nil, nil, taken([]any{"body", 1, "from"})},
		{"null is like no other", []item{seat("a", 0, at(1)), seat("a", 0, at(2))}, nil, nil, nil},
		{"nobody knows any more", []item{seat("a", 1, at(1))}, nil, errors.New("away"), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			asked := 0
			got := unique.Items(seats, tc.items, func(func(*sql.Selector), func(*sql.Selector)) ([]int, error) {
				if asked++; asked > 1 {
					return nil, tc.err
				}
				return tc.have, tc.err
			})
			if !reflect.DeepEqual(got, tc.want) { //nolint:govet // a fault is a value: which one it is
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// The database itself says which combination a row has.
func TestItemsAsk(t *testing.T) {
	_ = unique.Items(seats[:1], []item{seat("a", 1, time.Time{}), seat("b", 0, time.Time{}), seat("c", 3, time.Time{})}, func(where, number func(*sql.Selector)) ([]int, error) {
		s := sql.Dialect(dialect.Postgres).Select().From(sql.Table("seats"))
		number(s)
		where(s)
		query, args := s.Query()
		want := `SELECT CASE WHEN "seats"."row" = $1 AND "seats"."number" = $2 THEN 0 WHEN "seats"."row" = $3 AND "seats"."number" = $4 THEN 2 ELSE -1 END FROM "seats" WHERE ` +
			`FALSE OR ("seats"."row" = $5 AND "seats"."number" = $6) OR ("seats"."row" = $7 AND "seats"."number" = $8)`
		if query != want || !reflect.DeepEqual(args, []any{"a", 1, "c", 3, "a", 1, "c", 3}) {
			t.Errorf("got  %s %v\nwant %s", query, args, want)
		}
		return nil, nil
	})
}
