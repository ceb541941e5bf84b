package contract

import (
	"errors"
	"hash/maphash"
	"slices"

	"github.com/go-faster/jx"
)

// repeats says whether members of a JSON object share a name, at any depth. Such an object
// is ambiguous (RFC 8259, section 4): whichever member counted, the other would be silently
// dropped.
func repeats(raw []byte) bool {
	var f findings
	_ = f.repeated(jx.DecodeBytes(raw), []any{"body"}) // raw is known to be JSON
	return !f.none()
}

// mayRepeat says whether repeats may find something. It is cheap, and false is certain.
func mayRepeat(raw []byte) bool {
	return len(raw) > 0 && errors.Is(anyRepeated(jx.DecodeBytes(raw)), errRepeated)
}

var (
	errRepeated = errors.New("a name comes twice, or nearly")
	nameSeed    = maphash.MakeSeed()
)

// anyRepeated returns errRepeated where an object has many members, or two whose names
// have the same hash.
func anyRepeated(d *jx.Decoder) error {
	switch d.Next() {
	case jx.Object:
		var seen [16]uint64
		n := 0
		return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
			name := maphash.Bytes(nameSeed, key)
			if n == len(seen) || slices.Contains(seen[:n], name) {
				return errRepeated
			}
			seen[n] = name
			n++
			return anyRepeated(d)
		})
	case jx.Array:
		return d.Arr(anyRepeated)
	default:
		return d.Skip()
	}
}

// repeated adds the repeated names below loc.
func (f *findings) repeated(d *jx.Decoder, loc []any) error {
	switch d.Next() {
	case jx.Object:
		seen := map[string]int{}
		return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
			name := string(key)
			at := append(loc, name) //nolint:gocritic // nobody keeps what others write over
			if seen[name]++; seen[name] == 2 {
				f.add("repeated", givenOnce, at...)
			}
			return f.repeated(d, at)
		})
	case jx.Array:
		i := -1
		return d.Arr(func(d *jx.Decoder) error {
			i++
			return f.repeated(d, append(loc, i))
		})
	default:
		return d.Skip()
	}
}
