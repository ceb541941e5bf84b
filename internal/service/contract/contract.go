// Package contract holds requests against the OpenAPI document: ogen's decoder lets pass
// some of what the document forbids, and says of the rest only that it was wrong.
//
// It answers two questions. Check asks, before ogen decodes, whether a request follows its
// operation (follow.go); it is on the path of every request, so it keeps nothing that it
// reads. Explain says which rules a refused request breaks, all at once (explain.go,
// findings.go). Compile reads the document once for both (document.go).
//
// The package knows no entity, no viewer, no status and no handler.
package contract

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/entask/entask/internal/runtime/fault"
)

// ErrBroken says that a request breaks rules of the document that ogen does not look at.
// Explain says which.
var ErrBroken = errors.New("the request breaks rules of the document")

// Contract is what a document asks of requests, by operation.
type Contract struct {
	operations map[string]*operation
	names      map[string]*operation // the same, as ogen names nearly all
}

// Options are what the document leaves open.
type Options struct {
	// Values say whether a Go type can hold the JSON of a property that has no schema of
	// its own, by schema and property: "TaskCreate.address".
	Values map[string]func(raw []byte) error
	// BodyLimit is how many bytes a body may have, unless one that follows the document
	// can have more. 0 is 64 KiB.
	BodyLimit int64
}

// Compile reads a document. It follows references and compiles patterns.
func Compile(document []byte, o Options) (*Contract, error) {
	return compile(document, o.Values, cmp.Or(o.BodyLimit, defaultBodyLimit))
}

// Check refuses what ogen lets pass: unknown parameters, parameters and fields given twice,
// text that is no Unicode text or holds NUL, ids, booleans and numbers in another form, and
// conditions that the operation does not have. It returns the body that it read, which the
// request still has, with the fields' own names. What ogen refuses for the type or the size of its body is left to ogen.
// The header is that of the response.
func (c *Contract) Check(operation string, r *http.Request, header http.Header) (body []byte, err error) {
	op := c.named(operation)
	if op == nil {
		return nil, ErrBroken // nothing says what it may be asked
	}
	body, whole, err := op.read(r, header)
	if err != nil || !whole {
		return body, err
	}
	if !op.follows(r, body) {
		return body, ErrBroken
	}
	if op.strict && len(body) > 0 {
		if broken := op.explain(r); broken != nil {
			return body, broken
		}
	}
	if refused := op.unmet(r); refused != nil {
		return body, refused
	}
	if op.renames && len(body) > 0 && !op.apart() { // whose items are checked first
		return op.rename(r, body)
	}
	return body, nil
}

// Explain says which rules of the document a refused request breaks, all at once. The
// operation is named by its id.
func (c *Contract) Explain(operationID string, r *http.Request) *fault.Error {
	if op, ok := c.operations[operationID]; ok {
		if f := op.explain(r); f != nil {
			return f
		}
	}
	return fault.New(fault.Invalid, "The request does not follow the document")
}

// TakesToken says whether an operation asks for a viewer where there is a token.
func (c *Contract) TakesToken(operation string) bool {
	op := c.named(operation)
	return op != nil && op.takesToken()
}

// named returns an operation by the name that ogen gives it: its id, which differs in
// upper and lower case only.
func (c *Contract) named(name string) *operation {
	if op, ok := c.names[name]; ok {
		return op
	}
	for id, op := range c.operations {
		if strings.EqualFold(id, name) {
			return op
		}
	}
	return nil
}
