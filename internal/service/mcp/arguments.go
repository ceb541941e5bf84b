package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// arguments are those of a call, by name.
type arguments map[string]json.RawMessage

// take takes an argument out and reads it. It is false where the argument is absent or null.
func take[T any](args arguments, name string, into *T) (bool, error) {
	raw, given := args[name]
	delete(args, name)
	if !given || string(raw) == "null" {
		return false, nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, malformed(fmt.Sprintf("%s: must be as the tool describes it", name))
	}
	return true, nil
}

// list takes an argument that is a list of items, and refuses what is left then.
func list[T any](args arguments, name string) (all []T, err error) {
	given, err := take(args, name, &all)
	switch {
	case err != nil:
		return nil, err
	case !given || len(all) == 0:
		return nil, malformed(name + ": is missing")
	case len(all) > mostItems:
		return nil, malformed(fmt.Sprintf("%s: at most %d at once", name, mostItems))
	}
	for _, other := range slices.Sorted(maps.Keys(args)) {
		return nil, malformed(fmt.Sprintf("%s: there is no such argument", other))
	}
	return all, nil
}

// query makes parameters of a query of the arguments that nothing has taken. The API refuses
// those that it does not know.
func (args arguments) query(of *operation) (url.Values, error) {
	query := url.Values{}
	for name, raw := range args {
		values := []json.RawMessage{raw}
		if bytes.HasPrefix(raw, []byte("[")) {
			if err := json.Unmarshal(raw, &values); err != nil {
				return nil, malformed(name + ": must be as the tool describes it")
			}
		}
		var texts []string
		for _, value := range values {
			if text, given := asText(value); given {
				texts = append(texts, text)
			}
		}
		if p := of.parameter("query", name); p != nil && p.Explode != nil && !*p.Explode && len(texts) > 0 {
			texts = []string{strings.Join(texts, ",")}
		}
		if len(texts) > 0 {
			query[name] = texts
		}
	}
	return query, nil
}

// asText writes a value as a query has it. It is false for null, which stands for nothing.
func asText(raw json.RawMessage) (string, bool) {
	var text string
	if string(raw) == "null" {
		return "", false
	}
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	return string(raw), true
}

// joined lists names in a sentence.
func joined(names []string) string { return strings.Join(names, ", ") }
