package database

import (
	"database/sql"
	"encoding/binary"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// scan copies a value to where Ent wants it. What most columns are goes straight
// there; the rest takes the form that database/sql would give it.
func scan(types *pgtype.Map, column *pgconn.FieldDescription, src []byte, dest any) error {
	if scanPlain(column, src, dest) {
		return nil
	}
	switch d := dest.(type) {
	case sql.Scanner:
		v, err := value(types, column, src)
		if err != nil {
			return err
		}
		return d.Scan(v)
	case *any:
		v, err := value(types, column, src)
		*d = v
		return err
	}
	return types.Scan(column.DataTypeOID, column.Format, src, dest)
}

// value is one of the types that database/sql knows.
func value(types *pgtype.Map, column *pgconn.FieldDescription, src []byte) (any, error) {
	if src == nil {
		return nil, nil //nolint:nilnil // NULL
	}
	if t, ok := types.TypeForOID(column.DataTypeOID); ok {
		return t.Codec.DecodeDatabaseSQLValue(types, column.DataTypeOID, column.Format, src)
	}
	return string(src), nil
}

// scanPlain says whether it could scan the value without conversion.
func scanPlain(column *pgconn.FieldDescription, src []byte, dest any) bool {
	oid, isBinary := column.DataTypeOID, column.Format == pgtype.BinaryFormatCode
	switch d := dest.(type) {
	case *sql.NullString:
		if oid != pgtype.TextOID && oid != pgtype.VarcharOID {
			return false
		}
		d.String, d.Valid = string(src), src != nil
	case *sql.NullBool:
		if !isBinary || oid != pgtype.BoolOID || len(src) > 1 {
			return false
		}
		d.Bool, d.Valid = len(src) == 1 && src[0] != 0, src != nil
	case *sql.NullInt64:
		if !isBinary {
			return false
		}
		n, ok := integer(oid, src)
		if !ok {
			return false
		}
		d.Int64, d.Valid = n, src != nil
	case *sql.NullTime:
		if !isBinary || oid != pgtype.TimestamptzOID {
			return false
		}
		t, ok := instant(src)
		if !ok {
			return false
		}
		d.Time, d.Valid = t, src != nil
	case *uuid.UUID:
		if !isBinary || oid != pgtype.UUIDOID || len(src) != len(d) {
			return false
		}
		copy(d[:], src)
	default:
		return false
	}
	return true
}

func integer(oid uint32, src []byte) (int64, bool) {
	switch {
	case oid == pgtype.Int8OID && len(src) == 8:
		return int64(binary.BigEndian.Uint64(src)), true //nolint:gosec // it is signed
	case oid == pgtype.Int4OID && len(src) == 4:
		return int64(int32(binary.BigEndian.Uint32(src))), true //nolint:gosec // it is signed
	}
	return 0, false
}

// epoch is PostgreSQL's, in seconds of Unix.
const epoch = 946684800

// instant is zero for NULL. It does not know the infinite ones.
func instant(src []byte) (time.Time, bool) {
	if src == nil {
		return time.Time{}, true
	}
	if len(src) != 8 {
		return time.Time{}, false
	}
	us := int64(binary.BigEndian.Uint64(src)) //nolint:gosec // it is signed
	if us == math.MaxInt64 || us == math.MinInt64 {
		return time.Time{}, false
	}
	return time.Unix(epoch+us/1e6, us%1e6*1e3).UTC(), true
}
