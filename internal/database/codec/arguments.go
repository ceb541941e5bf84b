package codec

import (
	"database/sql/driver"
	"encoding/binary"
	"math"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Arguments are a statement's arguments as they are sent. The next statement reuses their
// memory.
type Arguments struct {
	bytes   []byte
	ends    []int    // of each in bytes; -1 for NULL
	Values  [][]byte // nil for NULL
	Formats []int16
}

// Encode encodes arguments for parameters of the types. It returns false when one has an
// uncommon type: then pgx encodes them.
func (a *Arguments) Encode(types []uint32, args []any) bool {
	a.bytes, a.ends, a.Values, a.Formats = a.bytes[:0], a.ends[:0], a.Values[:0], a.Formats[:0]
	if len(types) != len(args) {
		return false
	}
	for i, arg := range args {
		if !a.add(types[i], arg) {
			return false
		}
	}
	begin := 0
	for _, end := range a.ends {
		if end < 0 {
			a.Values = append(a.Values, nil)
			continue
		}
		a.Values = append(a.Values, a.bytes[begin:end:end])
		begin = end
	}
	return true
}

func (a *Arguments) add(oid uint32, arg any) bool {
	format := int16(pgtype.BinaryFormatCode)
	switch v := arg.(type) {
	case nil:
		a.ends, a.Formats = append(a.ends, -1), append(a.Formats, format)
		return true
	case string:
		if !isText(oid) {
			return false
		}
		a.bytes, format = append(a.bytes, v...), pgtype.TextFormatCode
	case uuid.UUID:
		if oid != pgtype.UUIDOID {
			return false
		}
		a.bytes = append(a.bytes, v[:]...)
	case bool:
		if oid != pgtype.BoolOID {
			return false
		}
		a.bytes = append(a.bytes, 0)
		if v {
			a.bytes[len(a.bytes)-1] = 1
		}
	case time.Time:
		if oid != pgtype.TimestamptzOID {
			return false
		}
		a.bytes = binary.BigEndian.AppendUint64(a.bytes, uint64(v.UnixMicro()-epoch*1e6)) //nolint:gosec // two's complement, as PostgreSQL has it
	case int:
		if !a.addInt(oid, int64(v)) {
			return false
		}
	case int64:
		if !a.addInt(oid, v) {
			return false
		}
	default:
		// An enum, say, which is its text to database/sql too.
		r := reflect.ValueOf(arg)
		if _, ok := arg.(driver.Valuer); ok || r.Kind() != reflect.String || !isText(oid) {
			return false
		}
		a.bytes, format = append(a.bytes, r.String()...), pgtype.TextFormatCode
	}
	a.ends, a.Formats = append(a.ends, len(a.bytes)), append(a.Formats, format)
	return true
}

// addInt adds a number that the type can hold.
func (a *Arguments) addInt(oid uint32, n int64) bool {
	switch {
	case oid == pgtype.Int8OID:
		a.bytes = binary.BigEndian.AppendUint64(a.bytes, uint64(n)) //nolint:gosec // two's complement
	case oid == pgtype.Int4OID && n >= math.MinInt32 && n <= math.MaxInt32:
		a.bytes = binary.BigEndian.AppendUint32(a.bytes, uint32(n)) //nolint:gosec // two's complement
	default:
		return false
	}
	return true
}
