package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// testStatuses expects every status that follows from what the operation takes,
// each error described as a problem.
func testStatuses(t *testing.T, r *resource, op *operation) {
	t.Helper()
	for _, status := range statusesOf(r, op) {
		if op.Responses.Status(status) == nil {
			t.Errorf("the status %d is not documented", status)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		n, err := strconv.Atoi(status)
		if err != nil {
			t.Errorf("the status %q is documented, want numbers", status)
		}
		if n >= http.StatusBadRequest && op.Responses.Value(status).Value.Content["application/problem+json"] == nil {
			t.Errorf("%d is not documented as a problem", n)
		}
	}
}

// testRepeatable expects that the document says of each write whether it can be repeated
// without a key, and that one which cannot takes a key.
func testRepeatable(t *testing.T, r *resource, op *operation) {
	t.Helper()
	key := op.parameter("header", idempotencyKey)
	if op.method != http.MethodGet && !strings.Contains(op.Description, "epeatable without an "+idempotencyKey) {
		t.Errorf("the description %q says not whether it is repeatable without an %s", op.Description, idempotencyKey)
	}
	if (op == r.create || op == r.batch.create || op == r.each.create || slices.Contains(r.toggles, op)) && key == nil {
		t.Errorf("it takes no %s, though a repetition does something more", idempotencyKey)
	}
}

// statusesOf are the statuses that an operation can have.
func statusesOf(r *resource, op *operation) []int {
	want := []int{http.StatusInternalServerError, http.StatusServiceUnavailable}
	if op.takesToken() {
		want = append(want, http.StatusUnauthorized, http.StatusTooManyRequests)
	}
	if len(op.parameters("path")) > 0 {
		want = append(want, http.StatusNotFound, http.StatusUnprocessableEntity)
		if !op.public() && op.published() == "" && (op != r.list || r.parent == nil || !r.parent.published()) {
			want = append(want, http.StatusForbidden)
		}
	}
	if op.RequestBody != nil {
		want = append(want, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	if len(op.parameters("query")) > 0 {
		want = append(want, http.StatusUnprocessableEntity)
	}
	if op.method != http.MethodGet {
		want = append(want, http.StatusPreconditionFailed)
	} else if op.parameter("header", ifNoneMatch) != nil {
		want = append(want, http.StatusNotModified)
	}
	if op.parameter("header", idempotencyKey) != nil {
		want = append(want, http.StatusConflict)
	}
	if op.byHand() || op.mine() {
		return want
	}
	return append(want, statusesOfItems(r, op)...)
}

// linksOfSchema are those of the links that a body sets.
func linksOfSchema(body *openapi3.Schema, links []link) []link {
	return slices.DeleteFunc(slices.Clone(links), func(l link) bool {
		p := body.Properties[l.field]
		return p == nil || p.Value.ReadOnly
	})
}

// statusesOfItems are those that an operation can have by what it sets, or by how
// many items it is on.
func statusesOfItems(r *resource, op *operation) []int {
	var want []int
	if op == r.batch.update || op == r.batch.delete || op == r.batch.restore {
		want = append(want, http.StatusForbidden, http.StatusNotFound)
	}
	if op.RequestBody == nil || op.toggled() != "" || op == r.each.create {
		return want
	}
	if op == r.each.update {
		if len(linksOfSchema(op.body().Properties[changeField].Value, r.links)) > 0 {
			want = append(want, http.StatusForbidden, http.StatusConflict)
		}
		return want
	}
	if len(r.unique) > 0 {
		want = append(want, http.StatusConflict)
	}
	if len(r.links) > 0 {
		want = append(want, http.StatusForbidden)
	}
	if op != r.create && op != r.batch.create && op != r.each.create && slices.ContainsFunc(r.links, func(l link) bool { return l.tree }) {
		want = append(want, http.StatusConflict)
	}
	return want
}
