package conformance

import (
	"net/http"
	"testing"
)

// The headers that carry conditions and keys, where the document has them.
const (
	ifMatch        = "If-Match"
	ifNoneMatch    = "If-None-Match"
	idempotencyKey = "Idempotency-Key"
)

// testConditions: a write with If-Match happens only to the version that it names;
// a read with If-None-Match is answered only with another one.
func (s subject) testConditions(t *testing.T) {
	needs(t, s.create)
	for _, op := range s.onItem() {
		if op.parameter("header", ifMatch) != nil {
			t.Run(op.OperationID, func(t *testing.T) { s.testIfMatch(t, op) })
		}
		if op.parameter("header", ifNoneMatch) != nil {
			t.Run(op.OperationID, func(t *testing.T) { s.testIfNoneMatch(t, op) })
		}
	}
}

// tagged creates an item and writes it once more; it returns the tags that it had
// and has.
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
