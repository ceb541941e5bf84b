package conformance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// testPublic: public items are the same for every user, and nobody changes them.
func (s subject) testPublic(t *testing.T) {
	all := present(s.list, s.read)
	if !slices.ContainsFunc(all, (*operation).public) {
		t.Skip("it is not public")
	}
	for _, op := range s.all() {
		if !op.public() || op.method != http.MethodGet {
			t.Errorf("%s is an operation of what is public, want reading alone, with %s", op.OperationID, xPublic)
		}
	}
	one, another := s.newUser(), s.newUser()
	rows := s.everything(t, one)
	s.wantListed(t, another, rows)
	for _, item := range rows {
		if s.read != nil {
			wantSame(t, item, s.stored(t, another, id(item)))
			s.send(t, call{op: s.read, id: id(item)}).want(t, http.StatusUnauthorized)
		}
		for _, user := range []string{one, another} {
			if strings.Contains(string(encode(t, item)), user) {
				t.Errorf("%s tells of a user: %s", id(item), clip(string(encode(t, item))))
			}
		}
	}
	if s.list != nil {
		s.send(t, call{op: s.list, query: url.Values{}}).want(t, http.StatusUnauthorized)
	}
}
