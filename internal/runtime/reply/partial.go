package reply

import (
	"slices"

	"github.com/go-faster/jx"
)

// Only returns write, or what writes of each row only the members named and those of others.
// Without names it returns write itself.
func Only[R any, N ~string](write func(*jx.Writer, R), names []N, others ...string) func(*jx.Writer, R) {
	if len(names) == 0 {
		return write
	}
	return func(w *jx.Writer, row R) {
		begin := len(w.Buf)
		write(w, row)
		w.Buf = keep(w.Buf, begin, func(name string) bool {
			return slices.Contains(names, N(name)) || slices.Contains(others, name)
		})
	}
}

// keep returns a text without the unwanted members of the object that it ends with.
func keep(text []byte, begin int, wanted func(name string) bool) []byte {
	kept := text[:begin]
	separator := byte('{')
	// What is kept moves towards the front: it never reaches what is still to be read.
	_ = jx.DecodeBytes(text[begin:]).ObjBytes(func(d *jx.Decoder, name []byte) error { // written just now
		value, err := d.Raw()
		if err != nil || !wanted(string(name)) {
			return err
		}
		kept = append(kept, separator, '"')
		kept = append(kept, name...)
		kept = append(kept, '"', ':')
		kept = append(kept, value...)
		separator = ','
		return nil
	})
	if separator == '{' {
		kept = append(kept, separator)
	}
	return append(kept, '}')
}

// AsPartial returns the list as one whose rows have only some of their members.
func (j JSON) AsPartial() JSON {
	j.text.partial = true
	return j
}

// Partial says whether the rows of the list have only some of their members.
func (j JSON) Partial() bool { return j.text != nil && j.text.partial }
