package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// xCost is what something costs of the rate limit.
const xCost = "x-cost"

// limitField and remainingField are headers of a reply behind a rate limit.
const (
	limitField     = "RateLimit-Limit"
	remainingField = "RateLimit-Remaining"
	stateField     = "RateLimit"
	policyField    = "RateLimit-Policy"
)

// usedUp is the structured field of a limit of which nothing is left.
var usedUp = regexp.MustCompile(`^"user";r=0;t=\d+$`)

// cost is a price: for each so many, begun, where that is not 0.
type cost struct {
	Price, Each int
	Of          string
}

// costOf reads the extension of a part of the document, and returns false without it.
func costOf(extensions map[string]any) (c cost, ok bool) {
	raw, ok := extensions[xCost]
	if !ok {
		return c, false
	}
	text, err := json.Marshal(raw)
	return c, err == nil && json.Unmarshal(text, &c) == nil
}

// of is the cost of n.
func (c cost) of(n int) int {
	each := cmp.Or(c.Each, 1)
	return c.Price * ((n + each - 1) / each)
}

// price is what a call costs by the document.
func (c call) price(t testing.TB) int {
	t.Helper()
	own, ok := costOf(c.op.Extensions)
	if !ok {
		t.Errorf("%s has no %s", c.op.OperationID, xCost)
	}
	sum := own.Price
	for _, p := range c.op.parameters("query") {
		if each, ok := costOf(p.Extensions); ok {
			sum += each.of(amount(p, c.query[p.Name]))
		}
	}
	if c.op.RequestBody != nil {
		if each, ok := costOf(c.op.RequestBody.Value.Extensions); ok {
			rows, _ := c.body.([]any)
			if each.Of != "" {
				rows, _ = c.body.(map[string]any)[each.Of].([]any)
			}
			sum += each.of(len(rows))
		}
	}
	return max(sum, 1)
}

// amount is how much of what costs there is in the values of a parameter.
func amount(p *openapi3.Parameter, values []string) int {
	schema := p.Schema.Value
	switch {
	case kind(schema) == "array":
		return len(values)
	case len(values) > 0 && kind(schema) == "integer":
		n, _ := strconv.Atoi(values[0])
		return n
	case len(values) > 0 && (kind(schema) != "boolean" || values[0] == "true"):
		return 1
	case len(values) == 0 && kind(schema) == "integer" && schema.Default != nil:
		return int(schema.Default.(float64)) //nolint:forcetypeassert // as JSON has it
	}
	return 0
}

// testPrices: every operation costs what the document says, before it runs.
func (s subject) testPrices(t *testing.T) {
	user := s.newUser()
	item := unknownID
	if s.create != nil && s.parent == nil {
		item = id(s.any(t, user, 1))
	}
	for _, op := range s.all() {
		t.Run(op.OperationID, func(t *testing.T) {
			for _, c := range s.priced(t, s.good(t, op, user, item)) {
				s.wantPrice(t, c)
			}
		})
	}
}

// priced are calls of one operation that cost more and more.
func (s subject) priced(t *testing.T, good call) []call {
	t.Helper()
	calls := []call{good}
	with := func(query url.Values) {
		c := good
		c.query = maps.Clone(good.query)
		if c.query == nil {
			c.query = url.Values{}
		}
		maps.Copy(c.query, query)
		calls = append(calls, c)
	}
	together := url.Values{}
	for _, p := range good.op.parameters("query") {
		if _, ok := costOf(p.Extensions); !ok || p.Name == idsField {
			continue
		}
		value := []string{"1001"} // of offset
		switch schema := p.Schema.Value; {
		case kind(schema) == "array" && schema.Items.Value.Format == "uuid":
			value = unknownIDs(mostIDs(schema))
		case kind(schema) == "array":
			continue
		case kind(schema) == "boolean":
			value = []string{"true"}
		case len(schema.Enum) > 0:
			value = asQuery(p, schema.Enum[0])
		case kind(schema) == "string":
			value = []string{"e"}
		case schema.Max != nil:
			value = []string{strconv.Itoa(min(int(*schema.Max), 201))}
		}
		with(url.Values{p.Name: value})
		together[p.Name] = value
	}
	with(together)
	const many = 12
	texts := unknownIDs(many)
	ids := make([]any, many)
	for i := range ids {
		ids[i] = texts[i]
	}
	switch good.op {
	case s.batch.create, s.each.create:
		good.body = s.newItems(t, good.user, many)
	case s.batch.update, s.each.update:
		good.body = map[string]any{idsField: ids, changeField: map[string]any{}}
	case s.batch.delete, s.each.delete, s.batch.restore:
		good.query = url.Values{idsField: texts}
	default:
		return calls
	}
	return append(calls, good)
}

// unknownIDs are n ids of nothing, which cost as much as those of items.
func unknownIDs(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = unknownID[:len(unknownID)-3] + strconv.Itoa(100+i)
	}
	return all
}

// wantPrice sends a call with a limit that it uses up, and then with one that it exceeds.
func (s *suite) wantPrice(t *testing.T, c call) {
	t.Helper()
	price := c.price(t)
	c.header = maps.Clone(c.header)
	r := s.sendTo(t, s.service.Limited(price), c)
	limit, remaining := r.header.Get(limitField), r.header.Get(remainingField)
	if slices.Contains([]int{http.StatusTooManyRequests, http.StatusUnprocessableEntity}, r.status) || limit != strconv.Itoa(price) || remaining != "0" {
		t.Errorf("%s with a limit of %d: got %d %s, %s %q and %s %q, want it to cost all of it",
			r.call, price, r.status, clip(string(r.raw)), limitField, limit, remainingField, remaining)
	}
	if state, policy := r.header.Get(stateField), r.header.Get(policyField); !usedUp.MatchString(state) || policy != fmt.Sprintf(`"user";q=%d;w=3600`, price) {
		t.Errorf("%s with a limit of %d an hour: %s %s and %s %s, want it to cost all of it", r.call, price, stateField, state, policyField, policy)
	}
	if price > 1 {
		s.sendTo(t, s.service.Limited(price-1), c).want(t, http.StatusUnprocessableEntity)
	}
}

// testPrices: an operation that is written by hand costs what the document says.
func (h handled) testPrices(t *testing.T) {
	if h.tokens() == ignored {
		t.Skip("nobody is asked who they are, so nobody is limited")
	}
	user := h.newUser()
	h.wantPrice(t, h.valid(t, user, id(h.item(t, user))))
}
