package database_test

import (
	"database/sql"
	"database/sql/driver"
	"math"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/database"
)

// mood is an enum as Ent makes it; loud is not what it holds; valued says what it is.
type (
	mood   string
	loud   string
	valued string
)

func (m mood) String() string                 { return string(m) }
func (loud) String() string                   { return "another text" }
func (v valued) Value() (driver.Value, error) { return "value of " + string(v), nil }

// TestSent: an argument is what database/sql would make of it.
func TestSent(t *testing.T) {
	at := time.Date(2030, 1, 2, 3, 4, 5, 6789, time.FixedZone("", 3*3600))
	args := []any{
		nil, "", "é\n'", "12", "true", "2030-01-02", mood("fine"), loud("quiet"), valued("x"),
		uuid.MustParse("01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"), true, false, at, at.UTC(), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		0, 7, -7, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MaxInt64, math.MinInt64, int64(-1), int32(3), uint8(200), 1.5, []byte("{}"),
		sql.NullString{String: "a", Valid: true}, sql.NullInt64{},
	}
	inEachMode(t, database.Options{PoolMax: 2}, func(t *testing.T, db *database.DB) {
		for _, as := range []string{"text", "varchar(100)", "uuid", "boolean", "timestamptz", "timestamp", "date", "int2", "int4", "int8", "numeric", "float8", "jsonb", "bytea"} {
			for _, arg := range args {
				want, wantErr := sent(t, entsql.OpenDB(db.Dialect(), db.SQL()), as, arg)
				got, err := sent(t, db.Driver(), as, arg)
				if (err == nil) != (wantErr == nil) || got != want {
					t.Errorf("%T %v as %s = %v, %v, want %v, %v", arg, arg, as, got, err, want, wantErr)
				}
			}
		}
	})
}

// sent is what the server gets of an argument, as its text.
func sent(t *testing.T, on dialect.ExecQuerier, as string, arg any) (got sql.NullString, err error) {
	t.Helper()
	var rows entsql.Rows
	if err := on.Query(t.Context(), "SELECT ($1::"+as+")::text, $2::int8", []any{arg, 9}, &rows); err != nil {
		return got, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if err := rows.Scan(&got, &n); err != nil || n != 9 {
			t.Errorf("scan: %v, and the argument after it is %d", err, n)
		}
	}
	return got, rows.Err()
}
