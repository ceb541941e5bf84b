package rest

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"
	"github.com/ogen-go/ogen/ogenregex"
)

// Bounds is what limits a field's values. Said once in the schema, it becomes
// Ent's validator, the document's keyword, ogen's check and the database's CHECK.
type Bounds struct {
	MinLength *int   `json:"min_length,omitempty"` // in Unicode code points
	MaxLength *int   `json:"max_length,omitempty"` // in Unicode code points
	Pattern   string `json:"pattern,omitempty"`    // ECMA 262, as JSON Schema has it
}

func (b Bounds) merge(o Bounds) Bounds {
	if o.MinLength != nil {
		b.MinLength = o.MinLength
	}
	if o.MaxLength != nil {
		b.MaxLength = o.MaxLength
	}
	replace(&b.Pattern, o.Pattern)
	return b
}

// Rule bounds a field's values: Length, MaxLength, NotBlank.
type Rule func(*field.Descriptor) Bounds

// Field returns f with the rules said to Ent (as validators) and to the
// generator (as an annotation) alike.
//
//	rest.Field(field.String("title"), rest.Length(1, 255), rest.NotBlank())
func Field(f ent.Field, rules ...Rule) ent.Field {
	d := f.Descriptor()
	for _, rule := range rules {
		d.Annotations = append(d.Annotations, Annotation{Bounds: rule(d)})
	}
	return f
}

// Length asks for at least least and at most most characters. A character is a
// Unicode code point, as in JSON Schema and in PostgreSQL's varchar; NUL, which
// PostgreSQL cannot store, is none.
func Length(least, most int) Rule {
	return func(d *field.Descriptor) Bounds {
		d.Size = most
		d.SchemaType = map[string]string{dialect.Postgres: fmt.Sprintf("varchar(%d)", most)}
		d.Validators = append(d.Validators, func(s string) error {
			switch n := utf8.RuneCountInString(s); {
			case !utf8.ValidString(s), strings.IndexByte(s, 0) >= 0:
				return errors.New("must be Unicode text without NUL")
			case n < least:
				return fmt.Errorf("must be at least %d characters", least)
			case n > most:
				return fmt.Errorf("must be at most %d characters", most)
			}
			return nil
		})
		b := Bounds{MaxLength: &most}
		if least > 0 {
			b.MinLength = &least
		}
		return b
	}
}

// MaxLength asks for at most most characters.
func MaxLength(most int) Rule { return Length(0, most) }

// notBlank is one character that is no white space, as ECMA 262 has it.
const notBlank = `\S`

// NotBlank asks for something other than white space.
func NotBlank() Rule {
	return func(d *field.Descriptor) Bounds {
		re := ogenregex.MustCompile(notBlank)
		d.Validators = append(d.Validators, func(s string) error {
			if ok, err := re.MatchString(s); err != nil || !ok {
				return errors.New("must not be only white space")
			}
			return nil
		})
		return Bounds{Pattern: notBlank}
	}
}
