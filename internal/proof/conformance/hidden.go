package conformance

import (
	"net/http"
	"slices"
	"testing"
)

// testHidden: an item that was deleted, or that the application hides, is missing in every
// operation that names it, for its owner and for everybody else, whatever conditions come
// along: no operation reads, changes, links to, lists or expands it.
func (s subject) testHidden(t *testing.T) {
	needs(t, s.create)
	ways := map[string]func(t *testing.T, user, id string){}
	if s.delete != nil {
		ways["deleted"] = func(t *testing.T, user, id string) {
			s.send(t, s.good(t, s.delete, user, id)).want(t, http.StatusNoContent)
		}
	}
	if hide := s.service.Hide[s.schemaName()]; hide != nil {
		ways["hidden"] = func(t *testing.T, user, id string) {
			neighbors := s.neighbors(t, user, id)
			if err := hide(t.Context(), user, id); err != nil {
				t.Fatal(err)
			}
			for _, n := range neighbors {
				n.wantNotShown(t, user, id)
			}
		}
	}
	for name, vanish := range ways {
		t.Run(name, func(t *testing.T) {
			user, other := s.newUser(), s.newUser()
			item, stays := s.any(t, user, 1), s.any(t, user, 2)
			vanish(t, user, id(item))
			s.wantMissing(t, user, id(item))
			s.wantMissing(t, other, id(item))
			wantSame(t, stays, s.stored(t, user, id(stays)))
		})
	}
}

// wantMissing expects that no operation of a user finds an item.
func (s subject) wantMissing(t *testing.T, user, gone string) {
	t.Helper()
	for _, op := range s.onItem() {
		for _, tag := range []string{"", "*", `"1"`, `"99"`} {
			for _, name := range []string{ifMatch, ifNoneMatch} {
				if op.puts() && name == ifNoneMatch && tag == "*" {
					continue // see testPutCreates
				}
				c := s.good(t, op, user, gone)
				if tag != "" && op.parameter("header", name) != nil {
					c.header[name] = tag
				}
				s.send(t, c).want(t, http.StatusNotFound)
			}
		}
	}
	for op, on := range s.onMany() {
		if op == s.batch.restore {
			continue // it finds what is in the trash
		}
		mine := s.any(t, user, 3)
		c, loc := on(user, id(mine), gone)
		wantPlaces(t, s.send(t, c).want(t, http.StatusNotFound), append(loc, 1))
		wantSame(t, mine, s.stored(t, user, id(mine)))
	}
	if slices.Contains(ids(s.everything(t, user)), gone) {
		t.Errorf("%s: %s is still in the list", s.name, gone)
	}
	for _, r := range s.resources {
		if r.parent == s.resource {
			s.send(t, call{op: r.list, id: gone, user: user}).want(t, http.StatusNotFound)
		}
		if r.parent != nil || r.create == nil {
			continue
		}
		of := subject{s.suite, r}
		for _, l := range of.links {
			if l.target == s.schemaName() {
				of.wantNoLink(t, user, l, gone)
			}
		}
	}
}

// wantNoLink expects that no operation links to an item, as if it did not exist.
func (s subject) wantNoLink(t *testing.T, user string, l link, gone string) {
	t.Helper()
	bad := badLink{"missing", gone, nil, http.StatusUnprocessableEntity}
	if l.many {
		bad.value, bad.loc = []any{gone}, []any{0}
	}
	if s.takes(s.create, l) {
		body := s.example(t, user, s.create, bare, 1)
		body[l.field] = bad.value
		wantBadLink(t, s.send(t, call{op: s.create, user: user, body: body}), bad, "body", l.field)
	}
	for _, op := range s.updates() {
		if s.takes(op, l) {
			item := s.any(t, user, 1)
			wantBadLink(t, s.send(t, call{op: op, id: id(item), user: user, body: map[string]any{l.field: bad.value}}), bad, "body", l.field)
			wantSame(t, item, s.stored(t, user, id(item)))
		}
	}
}

// neighbor is an item that links to another, and may show that by an expansion.
type neighbor struct {
	subject
	id      string
	expands []expansion
}

// neighbors creates an item for each link that leads to the item with that id.
func (s subject) neighbors(t *testing.T, user, to string) []neighbor {
	t.Helper()
	var all []neighbor
	for _, r := range s.resources {
		if r.parent != nil || r.create == nil || r.read == nil {
			continue
		}
		of := subject{s.suite, r}
		for _, l := range linksTo(of.links, s.resource) {
			item := of.madeLinked(t, user, l, to)
			n := neighbor{of, id(item), slices.DeleteFunc(slices.Clone(of.expansions), func(e expansion) bool { return e.of != l.field })}
			for _, e := range n.expands {
				if !slices.Contains(ids(n.shows(t, user, e)), to) {
					t.Errorf("%s of %s does not show %s, to which that leads", e.name, n.id, to)
				}
			}
			all = append(all, n)
		}
	}
	return all
}

// shows are the items that an expansion shows.
func (n neighbor) shows(t *testing.T, user string, e expansion) []row {
	t.Helper()
	v := n.expanded(t, user, n.id, e.name)[e.name]
	if one, ok := v.(map[string]any); ok {
		return []row{one}
	}
	return asRows(v)
}

// wantNotShown expects that the neighbor is there, and no expansion of it shows the item.
func (n neighbor) wantNotShown(t *testing.T, user, hidden string) {
	t.Helper()
	n.stored(t, user, n.id)
	for _, e := range n.expands {
		if slices.Contains(ids(n.shows(t, user, e)), hidden) {
			t.Errorf("%s of %s shows %s, which is hidden", e.name, n.id, hidden)
		}
	}
}
