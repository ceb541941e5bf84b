package rest

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"entgo.io/ent/schema/field"
	"github.com/ogen-go/ogen/ogenregex"

	"github.com/entask/entask/internal/runtime/blank"
)

// Length asks for at least least and at most most characters. A character is a
// Unicode code point, as in JSON Schema and in PostgreSQL's varchar; NUL, which
// PostgreSQL cannot store, is none.
//
//	rest.Field(field.String("title"), rest.Length(1, 255))
func Length(least, most int) Rule {
	return func(d *field.Descriptor) Bounds {
		b := Bounds{MaxLength: &most}
		if least > 0 {
			b.MinLength = &least
		}
		if d.Info.Type != field.TypeString {
			return b // refused when the code is generated
		}
		d.Size = most
		if d.SchemaType == nil {
			d.SchemaType = Column(most)
		}
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
		return b
	}
}

// MaxLength asks for at most most characters.
//
//	rest.Field(field.Text("description"), rest.MaxLength(10000))
func MaxLength(most int) Rule { return Length(0, most) }

// NotBlank asks for something that shows: more than white space and characters that
// Unicode lets a reader not see. See package blank.
//
//	rest.Field(field.String("title"), rest.NotBlank())
func NotBlank() Rule {
	return func(d *field.Descriptor) Bounds {
		if d.Info.Type == field.TypeString {
			d.Validators = append(d.Validators, func(s string) error {
				if blank.Is(s) {
					return errors.New(blank.Message)
				}
				return nil
			})
		} // another type is refused when the code is generated
		return Bounds{Pattern: blank.Pattern}
	}
}

// Match asks for text in which the pattern is found, a regular expression of
// ECMA 262 as JSON Schema has it. A pattern that is none is refused when the code
// is generated.
//
//	rest.Field(field.String("color"), rest.Match("^#[0-9a-f]{6}$"))
func Match(pattern string) Rule {
	return func(d *field.Descriptor) Bounds {
		b := Bounds{Pattern: pattern}
		re, err := ogenregex.Compile(pattern)
		if err != nil || d.Info.Type != field.TypeString {
			return b // refused when the code is generated
		}
		d.Validators = append(d.Validators, func(s string) error {
			if ok, err := re.MatchString(s); err != nil || !ok {
				return errors.New("must match the pattern " + pattern)
			}
			return nil
		})
		return b
	}
}
