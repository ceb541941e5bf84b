package api

import (
	"slices"

	"github.com/go-faster/jx"
)

// repeated returns where the members of a JSON object share a name, however deep.
// What such an object means is anybody's guess (RFC 8259, section 4): whichever
// member was taken, the other would be dropped in silence.
func repeated(raw []byte) (twice [][]any) {
	_ = findRepeated(jx.DecodeBytes(raw), nil, &twice) // raw is known to be JSON
	return twice
}

// findRepeated adds to twice what it finds below loc.
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
