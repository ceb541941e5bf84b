package document

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/blank"
	"github.com/entask/entask/internal/runtime/clientid"
)

// xStamp marks a time that the server sets, and names the boolean field since whose change it is.
const xStamp = "x-stamp"

// Property returns the schema of a field in a reply: its type with its bounds.
func Property(f *plan.Field) map[string]any {
	p := f.Schema()
	if f.Nullable() {
		p["nullable"] = true
		if values, ok := p["enum"].([]any); ok {
			p["enum"] = append(append([]any{}, values...), nil)
		}
	}
	bound(f, p)
	for _, s := range f.Entity.REST.Stamps {
		if s.At == f.Name {
			p[xStamp] = s.Field
		}
	}
	if f == f.Entity.Version() {
		p["minimum"] = 1
	}
	if v := f.Comment(); v != "" {
		p["description"] = v
	}
	if f.IsDeprecated() {
		p["deprecated"] = true
	}
	if f.REST.Bounds.Due {
		text, _ := p["description"].(string)
		p["description"] = strings.TrimSpace(text + " " + whenDue)
		p["example"] = "2026-03-08"
	}
	if v := f.REST.Example; v != nil {
		p["example"] = v
	}
	return deprecateField(f, p)
}

// request returns the schema of a field in a request.
func request(f *plan.Field) object {
	p := Property(f)
	if f.Sensitive() {
		p["writeOnly"] = true
	}
	text, _ := p["description"].(string)
	if f.Name == plan.ID {
		p["pattern"], text = clientid.Pattern, "A UUID of version 4 or 7 that the client makes. Without one the server makes one."
	}
	if f.REST.Bounds.Pattern == blank.Pattern {
		text += " " + notBlank
	}
	if most := f.REST.Bounds.MaxUTF8; most != nil {
		text += fmt.Sprintf(" At most %d bytes of UTF-8.", *most)
	}
	if c := f.REST.Checked; c != nil {
		text += " It " + strings.TrimSuffix(c.Sentence, ".") + "."
		p["x-checked"] = checked(f, c)
	}
	if text = strings.TrimSpace(text); text != "" {
		p["description"] = text
	}
	return p
}

// checked is a rule that only code can tell kept from broken, with values that break it.
func checked(f *plan.Field, c *rest.Check) object {
	o := object{"message": c.Sentence}
	if !f.Unknown() {
		o["late"] = true // a hook is run when all other rules are kept
	}
	if len(c.Refuses) > 0 {
		o["refuses"] = c.Refuses
	}
	return o
}

// Due is the format of what package due reads.
const Due = "due"

// whenDue says which text that is.
const whenDue = "A day (2026-03-08), a local time with its time zone (2026-03-08T10:00:00[Europe/Lisbon], as in RFC 9557) or an instant (2026-03-08T10:00:00Z, RFC 3339). Replies have a local time with seconds, and an instant in UTC to the second."

// notBlank says more than the pattern, which names no character beyond U+FFFF.
const notBlank = "It must show something: text that has only white space (Unicode's property White_Space), control and format characters and others that Unicode ignores by default is refused."

// bound adds the keywords of the field's bounds.
func bound(f *plan.Field, p object) {
	b := f.REST.Bounds
	for keyword, n := range map[string]*int{
		"minLength": b.MinLength, "maxLength": b.MaxLength, "minItems": b.MinItems, "maxItems": b.MaxItems,
	} {
		if n != nil {
			p[keyword] = *n
		}
	}
	if b.MaxUTF8 != nil {
		p["x-max-bytes"] = *b.MaxUTF8
	}
	if b.MaxBytes != nil {
		p["maxLength"] = *b.MaxBytes / 3 * 4 // of the base64
	}
	if b.MinBytes != nil {
		p["minLength"] = (*b.MinBytes + 2) / 3 * 4 // of the base64
	}
	if f.Kind == kind.Bytes && f.Nullable() && p["minLength"] == nil {
		p["minLength"] = 4 // SQLite's driver gives no bytes as NULL
	}
	if b.Pattern != "" {
		p["pattern"] = b.Pattern
	}
	if b.Due {
		p["format"] = Due
	}
	if b.Min != "" {
		p["minimum"] = b.Min
	}
	if b.Max != "" {
		p["maximum"] = b.Max
	}
}
