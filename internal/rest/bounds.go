package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"
)

// Bounds is what limits a field's values. Said once in the schema, it becomes
// Ent's validator, the document's keyword, ogen's check and, where both databases
// have a word for it, a CHECK.
type Bounds struct {
	MinLength *int        `json:"min_length,omitempty"` // in Unicode code points
	MaxLength *int        `json:"max_length,omitempty"` // in Unicode code points
	Pattern   string      `json:"pattern,omitempty"`    // ECMA 262, as JSON Schema has it
	Min       json.Number `json:"min,omitempty"`        // of a number
	Max       json.Number `json:"max,omitempty"`        // of a number
	MinItems  *int        `json:"min_items,omitempty"`  // of a list
	MaxItems  *int        `json:"max_items,omitempty"`  // of a list
	MinBytes  *int        `json:"min_bytes,omitempty"`  // of bytes
	MaxBytes  *int        `json:"max_bytes,omitempty"`  // of bytes
	MaxUTF8   *int        `json:"max_utf8,omitempty"`   // of a text, in bytes
	Due       bool        `json:"due,omitempty"`        // it is what package due reads

	// Validators is how many validators the rules gave to Ent: another one would be
	// a rule that nobody knows of.
	Validators int `json:"validators,omitempty"`
	// Twice is what two rules say, of which only one can hold.
	Twice []string `json:"twice,omitempty"`
}

func (b *Bounds) merge(o Bounds) {
	b.length("length", &b.MinLength, o.MinLength)
	b.length("length", &b.MaxLength, o.MaxLength)
	b.length("items", &b.MinItems, o.MinItems)
	b.length("items", &b.MaxItems, o.MaxItems)
	b.length("bytes", &b.MaxBytes, o.MaxBytes)
	b.number("least", &b.Min, o.Min)
	b.number("greatest", &b.Max, o.Max)
	if o.Pattern != "" && b.Pattern != "" && b.Pattern != o.Pattern {
		b.Twice = append(b.Twice, "pattern")
	}
	replace(&b.Pattern, o.Pattern)
	b.Due = b.Due || o.Due
	b.Validators += o.Validators
	b.Twice = append(b.Twice, o.Twice...)
}

func (b *Bounds) length(what string, to **int, from *int) {
	if from != nil {
		if *to != nil && **to != *from {
			b.Twice = append(b.Twice, what)
		}
		*to = from
	}
}

func (b *Bounds) number(what string, to *json.Number, from json.Number) {
	if from != "" {
		if *to != "" && *to != from {
			b.Twice = append(b.Twice, what)
		}
		*to = from
	}
}

// Narrow adds what other rules say that hold as well: of two bounds, the narrower one
// counts.
func (b *Bounds) Narrow(o Bounds) {
	narrow(&b.MinLength, o.MinLength, 1)
	narrow(&b.MaxLength, o.MaxLength, -1)
	narrow(&b.MinItems, o.MinItems, 1)
	narrow(&b.MaxItems, o.MaxItems, -1)
	narrow(&b.MinBytes, o.MinBytes, 1)
	narrow(&b.MaxBytes, o.MaxBytes, -1)
	narrow(&b.MaxUTF8, o.MaxUTF8, -1)
	narrowNumber(&b.Min, o.Min, 1)
	narrowNumber(&b.Max, o.Max, -1)
	b.merge(Bounds{Pattern: o.Pattern, Due: o.Due, Validators: o.Validators, Twice: o.Twice})
}

// narrow takes the greater of two bounds where sign is 1, the lesser where it is -1.
func narrow(to **int, from *int, sign int) {
	if from != nil && (*to == nil || cmp.Compare(*from, **to) == sign) {
		*to = from
	}
}

func narrowNumber(to *json.Number, from json.Number, sign int) {
	have, ok := new(big.Rat).SetString(to.String())
	more, okMore := new(big.Rat).SetString(from.String())
	if okMore && (!ok || more.Cmp(have) == sign) {
		*to = from
	}
}

// Column is the type of a column for text of at most most characters.
func Column(most int) map[string]string {
	return map[string]string{dialect.Postgres: fmt.Sprintf("varchar(%d)", most)}
}

// Rule bounds a field's values: Length, MaxLength, NotBlank, Match and Due for
// strings, Min, Max and Range for numbers, Items for lists, Bytes for bytes.
type Rule func(*field.Descriptor) Bounds

// Field returns f with the rules said to Ent (as validators) and to the
// generator (as an annotation) alike. A validator that a field is given otherwise
// is refused, because nothing but Ent could know it.
//
//	rest.Field(field.String("title"), rest.Length(1, 255), rest.NotBlank())
func Field(f ent.Field, rules ...Rule) ent.Field {
	d := f.Descriptor()
	for _, rule := range rules {
		before := len(d.Validators)
		b := rule(d)
		b.Validators = len(d.Validators) - before
		d.Annotations = append(d.Annotations, Annotation{Bounds: b})
	}
	return f
}
