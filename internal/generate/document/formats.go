package document

// WithFormats returns a copy of the document in which every integer has a format: int64 where
// none is said. That is what Go's int is on every machine that the service runs on; ogen, which
// tells int from int64 by the format, is shown the document without.
func WithFormats(root map[string]any) map[string]any {
	return formatted(root).(object) //nolint:forcetypeassert // a copy of an object
}

func formatted(v any) any {
	switch v := v.(type) {
	case object:
		c := make(object, len(v)+1)
		_, schema := v["type"].(string)
		for name, e := range v {
			if schema && (name == "example" || name == "default") {
				c[name] = e // a value, whatever it looks like
			} else {
				c[name] = formatted(e)
			}
		}
		if v["type"] == "integer" && v["format"] == nil {
			c["format"] = "int64"
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, e := range v {
			c[i] = formatted(e)
		}
		return c
	default:
		return v
	}
}
