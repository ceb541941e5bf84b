package batch_test

import (
	"context"
	"errors"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/batch"
	"github.com/entask/entask/internal/runtime/reply"
)

func TestVersions(t *testing.T) {
	ids := []uuid.UUID{{1}, {2}}
	if got := batch.Versions[func(*sql.Selector)]("id", "version", ids, nil); got != nil {
		t.Errorf("without versions there are %d predicates, want none", len(got))
	}
	s := sql.Dialect(dialect.Postgres).Select().From(sql.Table("notes"))
	for _, where := range batch.Versions[func(*sql.Selector)]("id", "version", ids, []int{3, 4}) {
		where(s)
	}
	query, args := s.Query()
	const want = `SELECT * FROM "notes" WHERE ("notes"."id" = $1 AND "notes"."version" = $2) OR ("notes"."id" = $3 AND "notes"."version" = $4)`
	if query != want || len(args) != 4 || args[1] != 3 || args[3] != 4 {
		t.Errorf("got  %s %v\nwant %s", query, args, want)
	}
}

// TestKept: of outcomes it is their rows that are asked about, and there may be none.
func TestKept(t *testing.T) {
	gone := errors.New("gone")
	kept := batch.Kept(func(_ context.Context, rows reply.JSON) error {
		if ids, err := rows.IDs(); err != nil || len(ids) > 1 {
			t.Errorf("asked about %v, %v, want one row at most", ids, err)
		} else if len(ids) == 1 {
			return gone
		}
		return nil
	})
	for text, want := range map[string]error{
		`[{"status": 422, "problem": {}}]`: nil,
		`[{"status": 422, "problem": {}}, {"status": 201, "row": {"id": "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "row": 1}}]`: gone,
	} {
		if err := kept(t.Context(), reply.Copy(t.Context(), []byte(text))); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
}
