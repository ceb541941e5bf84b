package codec

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// inBinary are the types that are read in binary: those that database/sql has a type for,
// and uuid. All others are read as text.
var inBinary = map[uint32]bool{
	pgtype.BoolOID: true, pgtype.ByteaOID: true, pgtype.CIDOID: true, pgtype.DateOID: true, pgtype.Float4OID: true,
	pgtype.Float8OID: true, pgtype.Int2OID: true, pgtype.Int4OID: true, pgtype.Int8OID: true, pgtype.OIDOID: true,
	pgtype.TimestampOID: true, pgtype.TimestamptzOID: true, pgtype.UUIDOID: true, pgtype.XIDOID: true,
}

// Format returns the format in which results of a type are asked for.
func Format(oid uint32) int16 {
	if inBinary[oid] {
		return pgtype.BinaryFormatCode
	}
	return pgtype.TextFormatCode
}

// scan copies a value to where Ent wants it. Common types are copied straight; any other
// value is converted as database/sql converts it.
func scan(types *pgtype.Map, column *pgconn.FieldDescription, src []byte, dest any) error {
	if scanPlain(column, src, dest) {
		return nil
	}
	v, err := value(types, column, src)
	if err != nil {
		return err
	}
	switch d := dest.(type) {
	case sql.Scanner:
		return d.Scan(v)
	case *any:
		*d = v
	case *driver.Value: // so Ent reads ids of a type that it does not know
		*d = v
	case *[]byte:
		return convert(d, v, src == nil)
	case *string:
		return convert(d, v, false)
	case *bool:
		return convert(d, v, false)
	case *int:
		return convert(d, v, false)
	case *int64:
		return convert(d, v, false)
	case *float64:
		return convert(d, v, false)
	default:
		return types.Scan(column.DataTypeOID, column.Format, src, dest)
	}
	return nil
}

// convert converts as database/sql does. NULL is an error, unless zero stands for it.
func convert[T any](dest *T, v any, orZero bool) error {
	var n sql.Null[T]
	if err := n.Scan(v); err != nil {
		return err
	}
	if !n.Valid && !orZero {
		return fmt.Errorf("NULL cannot be scanned into %T", dest)
	}
	*dest = n.V
	return nil
}

// value is one of the types that database/sql knows.
func value(types *pgtype.Map, column *pgconn.FieldDescription, src []byte) (any, error) {
	oid := column.DataTypeOID
	switch {
	case src == nil:
		return nil, nil //nolint:nilnil // NULL
	case oid == pgtype.JSONOID, oid == pgtype.JSONBOID:
		return bytes.Clone(src), nil
	case !inBinary[oid]:
		return string(src), nil
	}
	t, ok := types.TypeForOID(oid)
	if !ok {
		return nil, fmt.Errorf("pgx does not know the type %d", oid)
	}
	return t.Codec.DecodeDatabaseSQLValue(types, oid, column.Format, src)
}

// isText says whether values of a type are sent as plain text.
func isText(oid uint32) bool { return oid == pgtype.TextOID || oid == pgtype.VarcharOID }

// scanPlain scans a value that needs no conversion, and says whether it did.
func scanPlain(column *pgconn.FieldDescription, src []byte, dest any) bool {
	oid, isBinary := column.DataTypeOID, column.Format == pgtype.BinaryFormatCode
	switch d := dest.(type) {
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

// instant decodes a timestamptz. NULL is the zero time, and infinity is refused.
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

// RegisterUTC makes times come back in UTC, not in the zone of this process.
func RegisterUTC(m *pgtype.Map) {
	m.RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
}
