package conformance

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// xByHand marks an operation that is written by hand. The document does not say what it
// does, so the suite tests what follows from its request.
const xByHand = "x-by-hand"

func (o *operation) byHand() bool { return o.Extensions[xByHand] == true }

// handled is an operation that is written by hand.
type handled struct {
	subject // of the item that it is on; without a resource where it is on none

	op *operation
}

// handledTest is a promise, and how it is tested.
type handledTest struct {
	name string
	test func(handled, *testing.T)
}

// handledTests are the promises of every operation that is written by hand.
var handledTests = []handledTest{
	{"document", handled.testDocument},
	{"anything", handled.testAnything},
	{"nobody", handled.testNobody},
	{"access", handled.testAccess},
	{"bodies", handled.testBodies},
	{"broken", handled.testBroken},
	{"errors", handled.testErrors},
	{"parameters", handled.testParameters},
	{"conditions", handled.testConditions},
	{"once", handled.testOnce},
}

// pricesTest is one more where the service can be limited.
var pricesTest = handledTest{"prices", handled.testPrices}

// testByHand tests the operations that are written by hand.
func (s *suite) testByHand(t *testing.T) {
	for _, op := range s.byHand {
		h := handled{subject{s, s.resourceOf(op)}, op}
		t.Run(op.OperationID, func(t *testing.T) {
			of := handledTests
			if s.service.Limited != nil {
				of = append(slices.Clone(of), pricesTest)
			}
			for _, one := range of {
				t.Run(one.name, func(t *testing.T) { one.test(h, t) })
			}
		})
	}
}

// resourceOf returns the resource on whose items an operation is, or nil.
func (s *suite) resourceOf(op *operation) *resource {
	collection, _, ok := strings.Cut(op.path, "/{")
	for _, r := range s.resources {
		if ok && r.collection == collection && r.parent == nil {
			return r
		}
	}
	return nil
}

// item creates the item that the operation is on, if it is on one.
func (h handled) item(t rapid.TB, user string) row {
	t.Helper()
	switch {
	case h.resource == nil || user == "":
		return row{idField: unknownID}
	case h.create == nil: // what nobody makes is there already
		return h.everything(t, user)[0]
	default:
		return h.any(t, user, 1)
	}
}

// valid is a call that follows the document in every word.
func (h handled) valid(t rapid.TB, user, id string) call {
	t.Helper()
	c := call{op: h.op, id: id, user: user, header: map[string]string{}, query: url.Values{}}
	if body := h.op.body(); body != nil {
		c.body = full.object(body).Example(1)
	}
	for _, p := range h.op.parameters("query") {
		c.query[p.Name] = asQuery(p, full.value(p.Schema.Value).Example(1))
	}
	return c
}

// testDocument: the document says what a client needs to know.
func (h handled) testDocument(t *testing.T) {
	if h.tokens() == required {
		h.testSecurity(t, h.op)
	}
	testStatuses(t, h.resource, h.op)
	testNotices(t, h.op)
	testErrorExamples(t, h.op)
	testReplyExamples(t, h.op)
	for _, p := range slices.Concat(h.op.parameters("query"), h.op.parameters("header")) {
		testBounds(t, p)
	}
	testTypes(t, "body", h.op.body())
}

// testAnything: every request that the document accepts gets an answer that the document
// has, for everybody who may call the operation.
func (h handled) testAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		user := h.newUser()
		c := call{op: h.op, user: user, id: id(h.item(t, user)), query: url.Values{}}
		if body := h.op.body(); body != nil {
			c.body = anything.object(body).Draw(t, "body")
		}
		for _, p := range h.op.parameters("query") {
			if p.Required || rapid.Bool().Draw(t, p.Name+" is given") {
				c.query[p.Name] = asQuery(p, full.value(p.Schema.Value).Draw(t, p.Name))
			}
		}
		h.send(t, c)
		if h.tokens() != required {
			c.user = ""
			h.send(t, c)
		}
	})
}

// tokens says whether the operation needs a token.
func (h handled) tokens() tokens {
	switch security := h.op.Security; {
	case security == nil:
		return required
	case len(*security) == 0:
		return ignored
	default:
		return optional
	}
}

type tokens int

const (
	required tokens = iota
	optional
	ignored
)

// testNobody: without a token the answer is 401, whatever else is wrong.
func (h handled) testNobody(t *testing.T) {
	if h.tokens() != required {
		t.Skip("no token is needed")
	}
	for name, spoil := range map[string]func(*call){
		"nobody":         func(*call) {},
		"a broken id":    func(c *call) { c.id = "x" },
		"a broken body":  func(c *call) { c.body = text("{") },
		"a broken query": func(c *call) { c.query = url.Values{"no_such_parameter": {"1"}} },
		"no bearer":      func(c *call) { c.header["Authorization"] = "Basic " + h.service.Token("a") },
	} {
		t.Run(name, func(t *testing.T) {
			c := h.valid(t, "", unknownID)
			spoil(&c)
			h.send(t, c).want(t, http.StatusUnauthorized)
		})
	}
}

// testAccess: the item of another user is refused and does not change. An unknown id and an
// invalid id are refused.
func (h handled) testAccess(t *testing.T) {
	if h.resource == nil {
		t.Skip("it is on no item")
	}
	owner, other := h.newUser(), h.newUser()
	h.send(t, h.valid(t, owner, unknownID)).want(t, http.StatusNotFound)
	wantRefused(t, h.send(t, h.valid(t, owner, "x")), []any{"path", h.op.parameters("path")[0].Name})
	if h.op.public() {
		return
	}
	before := h.any(t, owner, 1)
	for _, tag := range []string{"", "*", `"0"`, `"1"`, `"2"`} {
		c := h.valid(t, other, id(before))
		if tag != "" && h.op.parameter("header", ifMatch) != nil {
			c = c.with(ifMatch, tag)
		}
		if res := h.send(t, c).want(t, http.StatusForbidden); strings.Contains(string(res.raw), owner) {
			t.Errorf("%s: the refusal tells of the owner: %s", res.call, clip(string(res.raw)))
		}
	}
	wantSame(t, before, h.stored(t, owner, id(before)))
}

// testOnce: a repetition with the same key changes nothing and gets the same answer. The
// key of another request is refused.
func (h handled) testOnce(t *testing.T) {
	if h.op.parameter("header", idempotencyKey) == nil {
		t.Skip("the document has no idempotency key")
	}
	user := h.newUser()
	item := id(h.item(t, user))
	c := h.valid(t, user, item).with(idempotencyKey, "a")
	first := h.send(t, c)
	if first.status/100 != 2 {
		t.Skipf("%s: got %d: what succeeds is for a test of its own", first.call, first.status)
	}
	again := h.send(t, c).want(t, first.status)
	if !bytes.Equal(first.raw, again.raw) || first.header.Get("ETag") != again.header.Get("ETag") {
		t.Errorf("%s again: got %s, want %s", again.call, clip(string(again.raw)), clip(string(first.raw)))
	}
	if again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s again: got no Idempotency-Replayed", again.call)
	}
	for i := 2; i < 10 && c.body != nil; i++ {
		if another := full.object(h.op.body()).Example(i); !bytes.Equal(encode(t, another), encode(t, c.body)) {
			changed := c
			changed.body = another
			wantUsed(t, h.send(t, changed))
			return
		}
	}
}
