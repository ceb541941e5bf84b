package codec

import (
	"database/sql/driver"
	"encoding/binary"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Arguments are those of a statement as they are sent. Their memory is used again for the
// next statement.
type Arguments struct {
	Values  [][]byte
	Formats []int16
	bytes   []byte
}

// Encode encodes arguments for parameters of the types. It returns false if one of them is
// not of the usual types: pgx knows all of them.
func (a *Arguments) Encode(types []uint32, args []any) bool {
	if cap(a.bytes) == 0 || cap(a.bytes) > keepAtMost {
		a.bytes = make([]byte, 0, 256) // not nil: that would be NULL
	}
	a.Values, a.Formats, a.bytes = a.Values[:0], a.Formats[:0], a.bytes[:0]
	if len(types) != len(args) {
		return false
	}
	for i, arg := range args {
		begin := len(a.bytes)
		format, ok := a.add(types[i], arg)
		if !ok {
			return false
		}
		a.Values, a.Formats = append(a.Values, a.bytes[begin:]), append(a.Formats, format)
	}
	return true
}

func (a *Arguments) add(oid uint32, arg any) (format int16, ok bool) {
	switch v := arg.(type) {
	case string:
		a.bytes = append(a.bytes, v...)
		return pgtype.TextFormatCode, isText(oid)
	case uuid.UUID:
		a.bytes = append(a.bytes, v[:]...)
		return pgtype.BinaryFormatCode, oid == pgtype.UUIDOID
	case *uuid.UUID: // the id of a row that Ent creates
		if v == nil {
			return 0, false
		}
		return a.add(oid, *v)
	case bool:
		n := byte(0)
		if v {
			n = 1
		}
		a.bytes = append(a.bytes, n)
		return pgtype.BinaryFormatCode, oid == pgtype.BoolOID
	case int:
		a.bytes = binary.BigEndian.AppendUint64(a.bytes, uint64(v)) //nolint:gosec // two's complement
		return pgtype.BinaryFormatCode, oid == pgtype.Int8OID
	case time.Time:
		a.bytes = binary.BigEndian.AppendUint64(a.bytes, uint64(v.UnixMicro()-epoch*1e6)) //nolint:gosec // two's complement, as PostgreSQL has it
		return pgtype.BinaryFormatCode, oid == pgtype.TimestamptzOID
	}
	// An enum of Ent's, which is its text.
	text := reflect.ValueOf(arg)
	if _, ok := arg.(driver.Valuer); ok || text.Kind() != reflect.String {
		return 0, false
	}
	a.bytes = append(a.bytes, text.String()...)
	return pgtype.TextFormatCode, isText(oid)
}
