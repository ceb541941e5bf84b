package contract

import (
	"maps"
	"slices"
	"strings"
)

// Bytes of JSON, in requests and replies.
const (
	shortestItem = 8       // of an array in a body, with its comma: {"a":1},
	addedToItem  = 2 << 10 // to a row that was made from an item: what the server sets
)

// answers are the rows with which an operation that has an effect answers a body.
type answers struct {
	most   int64 // rows; 0 where it answers with none, or with one
	row    int64 // bytes of the longest row, where the body does not hold all of it
	atItem int64 // bytes of the shortest item that makes a row
}

// Reply returns how many bytes the reply of an operation can have that has an effect and
// answers with several rows, for a body of so many bytes. For any other it returns 0. A value
// that the document does not bound counts as much as a body can bring.
func (c *Contract) Reply(operation string, body int) int64 {
	op := c.named(operation)
	if op == nil || op.answers.most == 0 {
		return 0
	}
	a := op.answers
	rows := min(int64(body)/a.atItem+1, a.most)
	if a.row == 0 {
		return int64(body) + rows*addedToItem
	}
	return rows * a.row
}

// answer returns the rows with which the operation answers.
func (op *operation) answer(components map[string]*schema) answers {
	body := op.body()
	if op.reads || body == nil {
		return answers{}
	}
	for status, response := range op.Responses {
		s := response.Content["application/json"].Schema
		if !strings.HasPrefix(status, "2") || s == nil || s.Type != "array" || s.Items == nil {
			continue
		}
		if body.Type == "array" && body.MaxItems != nil {
			return answers{most: int64(*body.MaxItems), atItem: shortestItem}
		}
		for _, p := range body.Properties {
			if p.Type == "array" && p.MaxItems != nil && p.Items != nil && p.Items.Format == "uuid" {
				return answers{most: int64(*p.MaxItems), atItem: int64(formats["uuid"]), row: rowOf(s.Items, components, op.limit)}
			}
		}
	}
	return answers{}
}

// rowOf returns how many bytes a row takes in a reply, without other rows in it, where a body
// has at most so many.
func rowOf(s *schema, components map[string]*schema, limit int64) int64 {
	if component, ok := components[strings.TrimPrefix(s.Ref, "#/components/schemas/")]; ok {
		s = component
	}
	bytes := int64(2)
	if row := s.Properties["row"]; row != nil && s.Properties["problem"] != nil && row.Ref != "" {
		return addedToItem + rowOf(row, components, limit) // an outcome
	}
	for name, p := range s.Properties {
		if p.Ref == "" && (p.Items == nil || p.Items.Ref == "") {
			bytes += quoted(name) + p.most()*longestEscape/longestPair // a reply escapes nothing but ASCII
			if p.open() {
				bytes += limit
			}
		}
	}
	return bytes
}

// open says whether nothing in the document bounds the length of a value.
func (s *schema) open() bool {
	if s == nil || len(s.Enum) > 0 {
		return false
	}
	for _, list := range [][]*schema{s.OneOf, s.AnyOf, s.AllOf} {
		if slices.ContainsFunc(list, (*schema).open) {
			return true
		}
	}
	switch s.Type {
	case "string":
		_, bounded := s.longest()
		return !bounded
	case "array":
		return s.MaxItems == nil || s.Items.open()
	case "object":
		return s.Additional.schema != nil || len(s.Properties) == 0 || slices.ContainsFunc(slices.Collect(maps.Values(s.Properties)), (*schema).open)
	case "integer", "number", "boolean":
		return false
	}
	return len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) == 0
}
