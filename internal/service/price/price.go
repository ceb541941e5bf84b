// Package price says what a request costs of the limit of its user: by the document, for any
// application, and before it runs but for what only shows then.
//
// The document has x-cost on each operation, and on the parameters and bodies that make it
// dearer: a page by its rows, what must be searched or counted, a batch by its rows. So a
// client can know the cost as well. document.go reads it; start with List.Of.
//
// The package knows no entity, no user and no limit.
package price

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-faster/jx"
)

// most bounds a cost, so that adding up does not overflow.
const most = 1 << 40

// List is what operations cost, by their names.
type List struct{ operations map[string]*operation }

// operation is what one operation costs.
type operation struct {
	base       int64
	kept       int64
	parameters []parameter // of the query, which have a cost
	body       *cost
}

// cost is what a part of a request costs: its price; or its price for each so many, begun, of
// its value or of its items.
type cost struct {
	Price int64 `json:"price"`
	Each  int64 `json:"each"`
	// Kept is the price, while the operation runs, of each row that others keep.
	Kept int64 `json:"kept"`
	// Of is the member of a body that has the items; "" where the body is the array.
	Of string `json:"of"`
}

// of is the cost of n.
func (c *cost) of(n int64) int64 {
	if n <= 0 {
		return 0
	}
	return min(c.Price*min((n-1)/c.Each+1, most), most)
}

type parameter struct {
	name   string
	cost   *cost
	kind   string
	absent int64 // the cost of the default
	most   int64 // the greatest valid value
}

// Of returns what a request that follows the document costs, at least 1. An operation without
// x-cost costs that.
func (l *List) Of(name string, r *http.Request, body []byte) int64 {
	op := l.operations[name]
	if op == nil {
		return 1
	}
	sum := op.base + op.ofQuery(r.URL.RawQuery)
	if op.body != nil {
		sum += op.body.of(items(body, op.body.Of))
	}
	return min(max(sum, 1), most)
}

// Kept returns what each row costs that others keep; 0 where an operation does not find them.
func (l *List) Kept(name string) int64 {
	if op := l.operations[name]; op != nil {
		return min(op.kept, most)
	}
	return 0
}

// ofQuery returns what the parameters cost.
func (op *operation) ofQuery(query string) (sum int64) {
	for i := range op.parameters {
		p := &op.parameters[i]
		given, n := false, int64(0)
		for rest := query; rest != ""; {
			var pair string
			pair, rest, _ = strings.Cut(rest, "&")
			key, text, _ := strings.Cut(pair, "=")
			if key != p.name && (!strings.Contains(key, "%") || unescaped(key) != p.name) {
				continue
			}
			given = true
			n += p.count(unescaped(text))
		}
		if !given {
			sum += p.absent
		} else {
			sum += p.cost.of(n)
		}
	}
	return sum
}

// count says how much of what costs there is in a value.
func (p *parameter) count(text string) int64 {
	switch {
	case p.kind == "array":
		return int64(strings.Count(text, ",")) + 1
	case text == "" || text == "false":
		return 0
	case p.kind == "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > p.most {
			return 0 // it will be refused
		}
		return n
	}
	return 1
}

func unescaped(text string) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// items returns how many items a JSON array has, or that of a member of an object. What is no
// such JSON has none: it will be refused.
func items(body []byte, member string) (n int64) {
	d := jx.DecodeBytes(body)
	count := func(d *jx.Decoder) error {
		return d.Arr(func(d *jx.Decoder) error {
			n++
			return d.Skip()
		})
	}
	var err error
	if member == "" {
		err = count(d)
	} else {
		err = d.Obj(func(d *jx.Decoder, key string) error {
			if key == member {
				return count(d)
			}
			return d.Skip()
		})
	}
	if err != nil {
		return 0
	}
	return n
}
