package database_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/database"
)

// scanned is what a value becomes in a destination; false where it cannot.
func scanned(ctx context.Context, on dialect.ExecQuerier, expression string, dest any) (any, error) {
	var rows entsql.Rows
	if err := on.Query(ctx, "SELECT "+expression, []any{}, &rows); err != nil {
		return nil, err
	}
	defer rows.Close()
	err := entsql.ScanOne(&rows, dest)
	return reflect.Indirect(reflect.ValueOf(dest)).Interface(), err
}

// TestScan: a value is what database/sql would make of it.
func TestScan(t *testing.T) {
	dests := []func() any{
		func() any { return new(sql.NullString) },
		func() any { return new(sql.NullInt64) },
		func() any { return new(sql.NullFloat64) },
		func() any { return new(sql.NullBool) },
		func() any { return new(sql.NullTime) },
		func() any { return new(uuid.UUID) },
		func() any { return &entsql.NullScanner{S: new(uuid.UUID)} },
		func() any { return new([]byte) },
		func() any { return new(any) },
		func() any { return new(driver.Value) },
		func() any { return new(string) },
		func() any { return new(int) },
		func() any { return new(int64) },
		func() any { return new(float64) },
		func() any { return new(bool) },
	}
	types := map[string][]string{
		"text": {"", "é\n"}, "varchar(5)": {"a"}, "char(3)": {"a"}, "mood": {"fine"}, "name": {"n"},
		"bool": {"true", "false"}, "int2": {"-7"}, "int4": {"-70000"}, "int8": {"-7000000000", "1"},
		"float4": {"1.5"}, "float8": {"-0.1", "1"}, "numeric": {"12.50", "-3"},
		"uuid": {"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"}, "bytea": {"", `\x00ff`},
		"timestamptz": {"2030-01-02 03:04:05.000006+07", "1999-12-31 23:59:59.999999Z", "0044-03-15 12:00Z BC", "294276-01-01Z", "infinity", "-infinity"},
		"timestamp":   {"2030-01-02 03:04:05.5"}, "date": {"2030-01-02", "1970-01-01"}, "time": {"12:34:56.7"}, "interval": {"1 day 2 hours"},
		"json": {`{"a": 1}`, "null"}, "jsonb": {`[1, "x"]`}, "int[]": {"{1,2,NULL}"}, "text[]": {`{a,"b c"}`},
		"inet": {"10.0.0.1/8"}, "int4range": {"[1,5)"}, "bit(3)": {"101"}, "point": {"(1,2)"},
	}
	inEachMode(t, database.Options{PoolMax: 2}, func(t *testing.T, db *database.DB) {
		exec(t, db, "CREATE TYPE mood AS ENUM ('fine')")
		for name, values := range types {
			expressions := []string{"NULL::" + name}
			for _, v := range values {
				expressions = append(expressions, "'"+v+"'::"+name)
			}
			for _, expression := range expressions {
				for _, dest := range dests {
					want, wantErr := scanned(t.Context(), entsql.OpenDB(db.Dialect(), db.SQL()), expression, dest())
					got, err := scanned(t.Context(), db.Driver(), expression, dest())
					if _, ok := dest().(*driver.Value); ok && got == nil && err == nil {
						continue // database/sql has no NULL for it
					}
					if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
						t.Errorf("%s to %T = %#v, %v, want %#v, %v", expression, dest(), got, err, want, wantErr)
					}
				}
			}
		}
	})
}

// TestScanTexts: a text is its own, wherever it stands among values and rows, and stays
// when its rows are closed and their memory is used again.
func TestScanTexts(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 2}, func(t *testing.T, db *database.DB) {
		const query = `SELECT * FROM (VALUES (1::int8, 'é', NULL, true), (2, NULL, 'b', NULL), (NULL, '', 'end', false)) AS v (a, b, c, d)`
		read := func() (all [][2]sql.NullString) {
			var rows entsql.Rows
			if err := db.Driver().Query(t.Context(), query, []any{}, &rows); err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var n, b, c, d = new(sql.NullInt64), new(sql.NullString), new(sql.NullString), new(sql.NullBool)
				if err := rows.Scan(n, b, c, d); err != nil {
					t.Fatal(err)
				}
				all = append(all, [2]sql.NullString{*b, *c})
			}
			return all
		}
		got := read()
		if _, err := scanned(t.Context(), db.Driver(), "repeat('x', 100)", new(sql.NullString)); err != nil {
			t.Fatal(err)
		}
		text := func(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }
		want := [][2]sql.NullString{{text("é"), {}}, {{}, text("b")}, {text(""), text("end")}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
