package contract

import (
	"net/http"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/fault"
)

// apart says whether each item of the body is made or refused for itself.
func (op *operation) apart() bool {
	return op.Outcomes && op.body() != nil && op.body().Type == "array"
}

// Apart says whether an operation answers with an outcome for each item.
func (c *Contract) Apart(operation string) bool {
	op := c.named(operation)
	return op != nil && op.Outcomes
}

// Items holds each item of a body against the document, where an invalid one is no reason to
// refuse the others: nil stands for an item that breaks no rule. What all items together may
// take of an answer is bounded. A body that is no list is left to ogen, which reads what is
// returned: the items with the own names of their fields.
func (c *Contract) Items(operation string, r *http.Request, body []byte) ([]*fault.Error, []byte) {
	op := c.named(operation)
	if op == nil || !op.apart() {
		return nil, body
	}
	var items []*fault.Error
	bytes := 0
	err := jx.DecodeBytes(body).Arr(func(d *jx.Decoder) error {
		raw, err := d.Raw()
		if err == nil {
			items = append(items, op.item(raw, len(items), &bytes))
		}
		return err
	})
	if err != nil || op.body().MaxItems != nil && len(items) > *op.body().MaxItems {
		return nil, body
	}
	if op.renames {
		body, err = op.rename(r, body)
	}
	if err != nil {
		return nil, body
	}
	return items, body
}

// item returns which rules an item breaks. Bytes is what those before it take in the answer.
func (op *operation) item(raw []byte, i int, bytes *int) *fault.Error {
	v, malformed := parse(raw)
	if malformed != nil {
		return &fault.Error{Kind: fault.Invalid, Fields: []fault.Field{{Loc: []any{"body", i}, Msg: malformed.Detail, Type: "json_invalid"}}}
	}
	all, loc := findings{bytes: *bytes}, []any{"body", i}
	all.value(op.body().Items, v, loc)
	if mayRepeat(raw) {
		_ = all.repeated(jx.DecodeBytes(raw), loc) // raw is known to be JSON
	}
	*bytes = all.bytes
	switch {
	case all.count() == 0:
		return nil
	case all.none():
		return fault.NewInvalid("more", "breaks rules of the document, as earlier items do", loc...)
	}
	return &fault.Error{Kind: fault.Invalid, Fields: all.listed, More: all.more}
}
