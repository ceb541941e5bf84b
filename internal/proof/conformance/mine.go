package conformance

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"pgregory.net/rapid"
)

// xUserData marks the operations that users have on all that is kept of them.
const xUserData = "x-user-data"

// lines is the media type of lines of JSON.
const lines = "application/x-ndjson"

func init() { //nolint:gochecknoinits // kin-openapi has a registry of its own for all documents
	openapi3filter.RegisterBodyDecoder(lines, openapi3filter.FileBodyDecoder)
}

// mine are the operations that users have on all that is kept of them. Nil where the document
// has none.
type mine struct{ export, erase *operation }

// takes keeps an operation, if it is one of them.
func (m *mine) takes(op *operation) bool {
	switch op.Extensions[xUserData] {
	case "export":
		m.export = op
	case "erase":
		m.erase = op
	default:
		return false
	}
	return true
}

// confirm is the parameter by which an erasure is confirmed.
const confirm = "confirm"

// asTheUser exports and erases by the user's own requests.
func (s *suite) asTheUser(t *testing.T, operator *UserData) *UserData {
	t.Helper()
	by := *operator
	part := 1 // line at a time at first
	by.Export = func(_ context.Context, user string, to io.Writer) error {
		_, err := to.Write(s.exportMine(t, user, part))
		part = 1000
		return err
	}
	by.Erase = func(ctx context.Context, user string) (int64, error) {
		before, err := operator.Count(ctx, user)
		if err != nil {
			return 0, err
		}
		s.send(t, s.erasing(user)).want(t, http.StatusNoContent)
		after, err := operator.Count(ctx, user)
		return before - after, err
	}
	return &by
}

// exportMine is a user's export, in parts of so many lines at most.
func (s *suite) exportMine(t testing.TB, user string, most int) (whole []byte) {
	t.Helper()
	for c := (call{op: s.mine.export, user: user, query: url.Values{"limit": {fmt.Sprint(most)}}}); ; {
		res := s.send(t, c).want(t, http.StatusOK)
		if n := strings.Count(string(res.raw), "\n"); n > most+2 || len(res.raw) > 0 && res.raw[len(res.raw)-1] != '\n' {
			t.Errorf("%s: a part has %d lines, want %d of rows at most and whole lines", res.call, n, most)
		}
		whole = append(whole, res.raw...)
		next, ok := nextOf(t, res)
		if !ok {
			return whole
		}
		c.query = next
	}
}

// nextOf returns the query of the next page of a reply.
func nextOf(t rapid.TB, res reply) (url.Values, bool) {
	t.Helper()
	link := nextLink(res.header)
	if link == "" {
		return nil, false
	}
	target, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	u, err := url.Parse(target)
	if err != nil || !strings.HasSuffix(link, `; rel="next"`) {
		t.Fatalf("%s: got the Link %q: %v", res.call, link, err)
	}
	return u.Query(), true
}

// erasing is a confirmed erasure.
func (s *suite) erasing(user string) call {
	return call{op: s.mine.erase, user: user, query: url.Values{confirm: {user}}}
}

// testMine: users export and erase what is theirs, and nobody else does.
func (s *suite) testMine(t *testing.T) {
	if s.mine == (mine{}) {
		t.Skip("the document has no such operations")
	}
	if s.mine.export == nil || s.mine.erase == nil {
		t.Fatal("the document has one of the operations, want both")
	}
	for _, op := range []*operation{s.mine.export, s.mine.erase} {
		h := handled{subject{s, nil}, op}
		of := []handledTest{
			{"document", handled.testDocument}, {"anything", handled.testAnything}, {"nobody", handled.testNobody}, {"parameters", handled.testParameters},
		}
		for _, one := range of {
			t.Run(op.OperationID+"/"+one.name, func(t *testing.T) { one.test(h, t) })
		}
	}
	t.Run("access", s.testMineAccess)
	t.Run("cursors", s.testMineCursors)
	t.Run("prices", s.testMinePrices)
}

// testMineAccess: what is not confirmed by the subject of the token is not erased, and nobody
// sees or erases what another has.
func (s *suite) testMineAccess(t *testing.T) {
	ann, bob := s.newUser(), s.newUser()
	kept := s.furnished(t, ann)
	s.furnished(t, bob)
	for name, c := range map[string]call{
		"the name of another": {op: s.mine.erase, user: bob, query: url.Values{confirm: {ann}}},
		"not confirmed":       {op: s.mine.erase, user: ann},
		"confirmed by half":   {op: s.mine.erase, user: ann, query: url.Values{confirm: {ann[:len(ann)-1]}}},
	} {
		t.Run(name, func(t *testing.T) { wantRefused(t, s.send(t, c), []any{"query", confirm}) })
	}
	for _, user := range []string{ann, bob} {
		text := string(s.exportMine(t, user, 1000))
		if other := ann + bob; strings.Contains(text, strings.Replace(other, user, "", 1)) {
			t.Errorf("the export of %s names the other: %s", user, clip(text))
		}
	}
	s.send(t, s.erasing(bob)).want(t, http.StatusNoContent)
	s.send(t, s.erasing(bob)).want(t, http.StatusNoContent)
	if n := strings.Count(string(s.exportMine(t, bob, 1000)), "\n"); n != 2 {
		t.Errorf("%d lines are exported of who was erased, want the first and the last", n)
	}
	for _, k := range kept {
		wantSame(t, k.item, k.stored(t, ann, id(k.item)))
	}
}

// furnishing is an item of a user.
type furnishing struct {
	subject
	item row
}

// furnished makes an item of each kind that can be read again.
func (s *suite) furnished(t *testing.T, user string) (all []furnishing) {
	t.Helper()
	for _, r := range s.resources {
		if of := (subject{s, r}); r.parent == nil && r.create != nil && r.read != nil {
			all = append(all, furnishing{of, of.any(t, user, 1)})
		}
	}
	for i := range all { // as it is after the others came
		all[i].item = all[i].stored(t, user, id(all[i].item))
	}
	return all
}

// testMineCursors: a cursor that the service has not made is refused, and one of another
// user leads to nothing of that one.
func (s *suite) testMineCursors(t *testing.T) {
	ann, bob := s.newUser(), s.newUser()
	for range 2 {
		s.furnished(t, ann)
	}
	res := s.send(t, call{op: s.mine.export, user: ann, query: url.Values{"limit": {"1"}}}).want(t, http.StatusOK)
	next, ok := nextOf(t, res)
	if !ok {
		t.Fatalf("%s: got no Link", res.call)
	}
	other := s.send(t, call{op: s.mine.export, user: bob, query: next}).want(t, http.StatusOK)
	if strings.Contains(string(other.raw), ann) || strings.Contains(string(other.raw), `"kind":"row"`) {
		t.Errorf("%s: got %s", other.call, clip(string(other.raw)))
	}
	cursor := next.Get("cursor")
	for _, broken := range slices.Concat([]string{"x", "e30", cursor + "AA", cursor[1:]}) {
		wantRefused(t, s.send(t, call{op: s.mine.export, user: ann, query: url.Values{"cursor": {broken}}}), []any{"query", "cursor"})
	}
}

// testMinePrices: both cost what the document says.
func (s *suite) testMinePrices(t *testing.T) {
	if s.service.Limited == nil {
		t.Skip("the service has no limit")
	}
	user := s.newUser()
	s.wantPrice(t, s.erasing(user))
	for _, limit := range []string{"1", "100", "101", "1000"} {
		s.wantPrice(t, call{op: s.mine.export, user: user, query: url.Values{"limit": {limit}}})
	}
}

// mine says whether the operation is on all that is kept of the user.
func (o *operation) mine() bool { return o.Extensions[xUserData] != nil }
