package conformance

import (
	"net/http"
	"testing"
)

// The headers with conditions and keys.
const (
	ifMatch        = "If-Match"
	ifNoneMatch    = "If-None-Match"
	idempotencyKey = "Idempotency-Key"
)

// testConditions: a write with If-Match happens only to the version that it names, and one
// with If-None-Match only to another version. A read with If-None-Match returns only
// another version.
func (s subject) testConditions(t *testing.T) {
	needs(t, s.create)
	for _, op := range s.onItem() {
		t.Run(op.OperationID, func(t *testing.T) {
			switch {
			case op.method != http.MethodGet && !s.tags():
				s.testUntagged(t, op)
			case op.method != http.MethodGet:
				s.testIfMatch(t, op)
				s.testNotMatching(t, op)
			case s.tags():
				s.testIfNoneMatch(t, op)
			default:
				user := s.newUser()
				s.revalidated(t, call{op: op, id: id(s.any(t, user, 1)), user: user})
			}
		})
	}
}

// tags says whether items have an entity tag.
func (s subject) tags() bool {
	return s.create.Responses.Status(http.StatusCreated).Value.Headers["ETag"] != nil
}

// tagged creates an item, writes it once more, and returns its old and new tag.
func (s subject) tagged(t *testing.T, user string) (item row, before, now string) {
	t.Helper()
	res := s.send(t, s.good(t, s.create, user, "")).want(t, http.StatusCreated)
	item, before, now = res.row(t), res.header.Get("ETag"), res.header.Get("ETag")
	for _, op := range s.updates()[:min(1, len(s.updates()))] {
		res = s.send(t, s.good(t, op, user, id(item))).want(t, http.StatusOK)
		item, now = res.row(t), res.header.Get("ETag")
		if before == now {
			t.Errorf("%s: got the tag %s after a write too, want another", res.call, now)
		}
	}
	return item, before, now
}

func (s subject) testIfMatch(t *testing.T, op *operation) {
	user := s.newUser()
	item, before, now := s.tagged(t, user)
	for _, tag := range []string{before, `"none"`, "W/" + now, now[1:], `"none", W/` + now, "", `"-1"`} {
		if tag == now {
			continue // nothing can write it
		}
		s.send(t, s.good(t, op, user, id(item)).with(ifMatch, tag)).want(t, http.StatusPreconditionFailed)
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	for _, form := range []func(string) string{
		func(tag string) string { return tag },
		func(string) string { return "*" },
		func(tag string) string { return `"none" , ` + tag },
	} {
		item, _, now := s.tagged(t, user)
		res := s.send(t, s.good(t, op, user, id(item)).with(ifMatch, form(now)))
		if res.status/100 != 2 {
			t.Errorf("%s with If-Match: %s: got %d %s, want success", res.call, form(now), res.status, clip(string(res.raw)))
		}
	}
	s.send(t, s.good(t, op, user, unknownID).with(ifMatch, "*")).want(t, http.StatusNotFound)
}

// testNotMatching: a write with If-None-Match does not happen to a version that it names,
// also by a weak tag, and with * to no existing item. With If-Match, both must hold.
func (s subject) testNotMatching(t *testing.T, op *operation) {
	user := s.newUser()
	item, before, now := s.tagged(t, user)
	both := func(match, none string) call {
		return s.good(t, op, user, id(item)).with(ifMatch, match).and(ifNoneMatch, none)
	}
	for _, c := range []call{
		s.good(t, op, user, id(item)).with(ifNoneMatch, now),
		s.good(t, op, user, id(item)).with(ifNoneMatch, "*"),
		s.good(t, op, user, id(item)).with(ifNoneMatch, "W/"+now),
		s.good(t, op, user, id(item)).with(ifNoneMatch, `"none" ,`+now),
		both(now, now), both("*", "*"), both(`"none"`, `"none"`), both(`"none"`, ""),
	} {
		s.send(t, c).want(t, http.StatusPreconditionFailed)
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	for _, tags := range [][2]string{{"", `"none"`}, {"", now[1:]}, {"", ""}, {"*", `"none"`}, {now, before}, {now, `"-1"`}} {
		if before == now && tags[1] == before {
			continue // nothing can write it
		}
		item, _, now = s.tagged(t, user)
		c := both(now, tags[1])
		if tags[0] == "" {
			c = s.good(t, op, user, id(item)).with(ifNoneMatch, tags[1])
		}
		if res := s.send(t, c); res.status/100 != 2 {
			t.Errorf("%s with %v: got %d %s, want success", res.call, c.header, res.status, clip(string(res.raw)))
		}
	}
	if !op.puts() { // see testPutCreates
		s.send(t, s.good(t, op, user, unknownID).with(ifNoneMatch, "*")).want(t, http.StatusNotFound)
	}
}

// testUntagged: to an item without an entity tag, a write with If-Match happens only for *,
// and one with If-None-Match only for entity tags.
func (s subject) testUntagged(t *testing.T, op *operation) {
	user := s.newUser()
	item := s.any(t, user, 1)
	for _, c := range []call{
		s.good(t, op, user, id(item)).with(ifMatch, `"1"`),
		s.good(t, op, user, id(item)).with(ifMatch, ""),
		s.good(t, op, user, id(item)).with(ifNoneMatch, "*"),
		s.good(t, op, user, id(item)).with(ifMatch, "*").and(ifNoneMatch, "*"),
	} {
		s.send(t, c).want(t, http.StatusPreconditionFailed)
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	for _, header := range []map[string]string{{ifMatch: "*"}, {ifNoneMatch: `"1"`}, {ifMatch: " *", ifNoneMatch: `"1"`}} {
		c := s.good(t, op, user, id(s.any(t, user, 1)))
		c.header = header
		if res := s.send(t, c); res.status/100 != 2 {
			t.Errorf("%s with %v: got %d %s, want success", res.call, header, res.status, clip(string(res.raw)))
		}
	}
	for _, name := range []string{ifMatch, ifNoneMatch} {
		s.send(t, s.good(t, op, user, unknownID).with(name, "*")).want(t, http.StatusNotFound)
	}
}

func (s subject) testIfNoneMatch(t *testing.T, op *operation) {
	user := s.newUser()
	item, before, now := s.tagged(t, user)
	for _, tag := range []string{now, "*", "W/" + now, `"none", ` + now} {
		res := s.send(t, call{op: op, id: id(item), user: user, header: map[string]string{ifNoneMatch: tag}}).want(t, http.StatusNotModified)
		if got := res.header.Get("ETag"); got != now {
			t.Errorf("%s: got ETag %s with 304, want %s", res.call, got, now)
		}
	}
	for _, tag := range []string{before, `"none"`, now[1:]} {
		if tag == now {
			continue // nothing can write it
		}
		res := s.send(t, call{op: op, id: id(item), user: user, header: map[string]string{ifNoneMatch: tag}}).want(t, http.StatusOK)
		wantSame(t, item, res.row(t))
		if got := res.header.Get("ETag"); got != now {
			t.Errorf("%s: got ETag %s, want %s", res.call, got, now)
		}
	}
}
