package contract

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/due"
)

// formatDue is the format of a text that package due reads.
const formatDue = "due"

// alias is another name of a property.
type alias struct {
	name, of string
	required bool // the body must have the property, by one of its names
}

// UnmarshalJSON reads a schema. It resolves what the generator writes of other names and of
// the empty text, which have messages of their own.
func (s *schema) UnmarshalJSON(raw []byte) error {
	type plain schema
	if err := json.Unmarshal(raw, (*plain)(s)); err != nil {
		return err
	}
	if s.EmptyIsNull && len(s.AnyOf) > 0 {
		of := s.AliasOf
		*s = *s.AnyOf[0]
		s.EmptyIsNull, s.AliasOf = true, of
	}
	required := map[string]bool{}
	s.AllOf = slices.DeleteFunc(s.AllOf, func(rule *schema) bool {
		required[rule.AliasOf] = len(rule.OneOf) > 0
		return rule.AliasOf != ""
	})
	for name, p := range s.Properties {
		if p.AliasOf != "" {
			s.aliases = append(s.aliases, alias{name, p.AliasOf, required[p.AliasOf]})
		}
	}
	slices.SortFunc(s.aliases, func(a, b alias) int { return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.name, b.name)) })
	return nil
}

// aliases adds what is wrong with the names of properties that have several.
func (f *findings) aliases(s *schema, members map[string]any, loc []any) {
	given := map[string]string{} // the name in the body, by property
	for i, a := range s.aliases {
		if _, ok := members[a.of]; ok && given[a.of] == "" {
			given[a.of] = a.of
		}
		if _, ok := members[a.name]; ok {
			if first := given[a.of]; first != "" {
				f.add("repeated", "must not be given beside "+first+": both are names of one field", append(loc, a.name)...)
			}
			given[a.of] = cmp.Or(given[a.of], a.name)
		}
		if last := i == len(s.aliases)-1 || s.aliases[i+1].of != a.of; last && a.required && given[a.of] == "" {
			f.add("missing", "is required", append(loc, a.of)...)
		}
	}
}

// findRenamed notes and returns whether values of the schema may have other names or values
// than ogen reads.
func (s *schema) findRenamed() bool {
	if s == nil {
		return false
	}
	s.renames = s.EmptyIsNull || s.Format == formatDue || len(s.aliases) > 0
	for _, p := range s.Properties {
		s.renames = p.findRenamed() || s.renames
	}
	s.renames = s.Items.findRenamed() || s.renames
	return s.renames
}

// rename gives a body that follows the document the own names of its fields, null for an
// empty text that is read so, and the one form of what has several.
func (op *operation) rename(r *http.Request, body []byte) ([]byte, error) {
	var w jx.Writer
	if err := op.body().rename(&w, jx.DecodeBytes(body)); err != nil {
		return body, ErrBroken
	}
	r.Body, r.ContentLength = &replay{*bytes.NewReader(w.Buf), nil}, int64(len(w.Buf))
	return w.Buf, nil
}

func (s *schema) rename(w *jx.Writer, d *jx.Decoder) error {
	if s != nil && s.renames {
		switch d.Next() {
		case jx.Object:
			return s.renameMembers(w, d)
		case jx.Array:
			return s.renameItems(w, d)
		default:
		}
	}
	raw, err := d.Raw()
	switch {
	case err != nil || s == nil:
	case s.EmptyIsNull && string(raw) == `""`:
		raw = jx.Raw("null")
	case s.Format == formatDue && raw.Type() == jx.String:
		text, err := jx.DecodeBytes(raw).Str()
		w.Str(due.Canonical(text))
		return err
	}
	w.Raw(raw)
	return err
}

func (s *schema) renameMembers(w *jx.Writer, d *jx.Decoder) error {
	w.ObjStart()
	first := true
	err := d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		if !first {
			w.Comma()
		}
		first = false
		p := s.Properties[string(key)]
		name := string(key)
		if p != nil && p.AliasOf != "" {
			name = p.AliasOf
		}
		w.FieldStart(name)
		return p.rename(w, d)
	})
	w.ObjEnd()
	return err
}

func (s *schema) renameItems(w *jx.Writer, d *jx.Decoder) error {
	w.ArrStart()
	first := true
	err := d.Arr(func(d *jx.Decoder) error {
		if !first {
			w.Comma()
		}
		first = false
		return s.Items.rename(w, d)
	})
	w.ArrEnd()
	return err
}
