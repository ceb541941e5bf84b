package document

import (
	"strings"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/runtime/blank"
)

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
	if f == f.Entity.Version() {
		p["minimum"] = 1
	}
	if v := f.Comment(); v != "" {
		p["description"] = v
	}
	if f.IsDeprecated() {
		p["deprecated"] = true
	}
	if v := f.REST.Example; v != nil {
		p["example"] = v
	}
	return p
}

// request returns the schema of a field in a request.
func request(f *plan.Field) object {
	p := Property(f)
	if f.Sensitive() {
		p["writeOnly"] = true
	}
	if f.REST.Bounds.Pattern == blank.Pattern {
		text, _ := p["description"].(string)
		p["description"] = strings.TrimSpace(text + " " + notBlank)
	}
	return p
}

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
	if b.MaxBytes != nil {
		p["maxLength"] = *b.MaxBytes / 3 * 4 // of the base64
	}
	if f.Kind == kind.Bytes && f.Nullable() {
		p["minLength"] = 4 // SQLite's driver gives no bytes as NULL
	}
	if b.Pattern != "" {
		p["pattern"] = b.Pattern
	}
	if b.Min != "" {
		p["minimum"] = b.Min
	}
	if b.Max != "" {
		p["maximum"] = b.Max
	}
}
