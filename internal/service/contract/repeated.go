package contract

import (
	"errors"
	"hash/maphash"
	"slices"

	"github.com/go-faster/jx"
)

// repeated returns where members of a JSON object share a name, at any depth. Such an
// object is ambiguous (RFC 8259, section 4): whichever member counted, the other would be
// silently dropped.
func repeated(raw []byte) (twice [][]any) {
	_ = findRepeated(jx.DecodeBytes(raw), nil, &twice) // raw is known to be JSON
	return twice
}

// mayRepeat says whether repeated may find something. It is cheap, and false is certain.
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

// findRepeated adds the repeated names below loc to twice.
func findRepeated(d *jx.Decoder, loc []any, twice *[][]any) error {
	switch d.Next() {
	case jx.Object:
		seen := map[string]int{}
		return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
			name := string(key)
			if seen[name]++; seen[name] == 2 {
				*twice = append(*twice, append(slices.Clone(loc), name))
			}
			return findRepeated(d, append(loc, name), twice)
		})
	case jx.Array:
		i := -1
		return d.Arr(func(d *jx.Decoder) error {
			i++
			return findRepeated(d, append(loc, i), twice)
		})
	default:
		return d.Skip()
	}
}
