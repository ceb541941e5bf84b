package api

import "github.com/go-faster/jx"

// repeated returns the names that the members of a JSON object share. What such
// an object means is anybody's guess (RFC 8259, section 4): whichever member was
// taken, the other would be dropped in silence.
func repeated(raw []byte) []string {
	var twice []string
	seen := map[string]int{}
	d := jx.DecodeBytes(raw)
	if d.Next() != jx.Object {
		return nil
	}
	_ = d.ObjBytes(func(d *jx.Decoder, key []byte) error { // raw is known to be JSON
		name := string(key)
		if seen[name]++; seen[name] == 2 {
			twice = append(twice, name)
		}
		return d.Skip()
	})
	return twice
}
