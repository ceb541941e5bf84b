package conformance

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// expand is the parameter that names expansions.
const expand = "expand"

// testExpand: on request, and only then, a reply shows the linked items as a read does:
// null if there is none, and the newest of many.
func (s subject) testExpand(t *testing.T) {
	needs(t, s.create)
	if len(s.expansions) == 0 {
		t.Skip("the document has no expansion")
	}
	for _, e := range s.expansions {
		t.Run(e.name, func(t *testing.T) {
			user := s.newUser()
			items, ways := s.surroundings(t, user, e)
			s.wantExpanded(t, user, e, items, ways)
			if s.read != nil && s.read.parameter("header", ifNoneMatch) != nil {
				s.testExpandedTag(t, user, items[0], e)
			}
			if other := s.newUser(); s.read != nil {
				query := url.Values{expand: {e.name}}
				if !s.published() {
					s.send(t, call{op: s.read, id: id(items[0]), user: other, query: query}).want(t, http.StatusForbidden)
				}
				s.send(t, call{op: s.read, id: unknownID, user: other, query: query}).want(t, http.StatusNotFound)
			}
			if s.list != nil {
				s.wantNothing(t, s.newUser(), url.Values{expand: {e.name}})
			}
		})
	}
	if s.read != nil {
		t.Run("unknown", s.testExpandUnknown)
		t.Run("together", s.testExpandTogether)
	}
}

// way is one interpretation of an expansion: the ids that it shows for each item.
type way map[string][]string

// surroundings creates items with linked items, and one without if possible. If several
// links lead back to an item, each is a way to interpret the expansion.
func (s subject) surroundings(t rapid.TB, user string, e expansion) ([]row, []way) {
	t.Helper()
	if e.of != "" {
		items, w := s.linkedItems(t, user, *s.linkAt(e.of))
		return items, []way{w}
	}
	items := []row{s.any(t, user, 1), s.any(t, user, 2), s.any(t, user, 3)}
	back := subject{s.suite, s.named(e.target)}
	if back.resource == nil || back.create == nil {
		t.Fatalf("%s shows %s, and no operation makes one", e.name, e.target)
	}
	var ways []way
	for _, l := range back.links {
		if l.target != s.schemaName() {
			continue
		}
		w := way{}
		for i, n := range []int{3, 1} {
			if !e.many {
				n = 1
			}
			for range n {
				body := back.example(t, user, back.create, bare, 1)
				child := back.made(t, user, linked(l, body, id(items[i])))
				w[id(items[i])] = append([]string{id(child)}, w[id(items[i])]...)
			}
		}
		ways = append(ways, w)
	}
	return items, ways
}

func (s subject) linkedItems(t rapid.TB, user string, l link) ([]row, way) {
	t.Helper()
	ends := []string{s.target(t, user, l.target), s.target(t, user, l.target), s.target(t, user, l.target)}
	values := []any{ends[0], ends[1]}
	if l.many {
		values = []any{[]any{ends[0], ends[2]}, []any{ends[1]}}
		if s.create.body().Properties[l.field].Value.MinItems == 0 {
			values = append(values, []any{})
		}
	} else if s.create.body().Properties[l.field].Value.Nullable {
		values = append(values, nil)
	}
	w := way{}
	var items []row
	for i, v := range values {
		body := s.example(t, user, s.create, full, i)
		body[l.field] = v
		item := s.made(t, user, body)
		if v != nil {
			w[id(item)] = asText(v)
			slices.Sort(w[id(item)])
			slices.Reverse(w[id(item)])
		}
		items = append(items, item)
	}
	return items, w
}

// wantExpanded expects that reads and lists show the items with an expansion, in one of its
// interpretations, and are otherwise the same as without it.
func (s subject) wantExpanded(t rapid.TB, user string, e expansion, items []row, ways []way) {
	t.Helper()
	seen := map[string][]row{}
	if s.read != nil {
		for _, item := range items {
			seen["read"] = append(seen["read"], s.expanded(t, user, id(item), e.name))
		}
	}
	if s.list != nil && s.list.parameter("query", expand) != nil {
		seen["list"] = s.pages(t, user, url.Values{expand: {e.name}, "limit": {strconv.Itoa(min(2, s.longestPage()))}})
	}
	to := subject{s.suite, s.named(e.target)}
	for where, rows := range seen {
		meant := slices.ContainsFunc(ways, func(w way) bool { return w.fits(rows, items, e) })
		if !meant {
			t.Errorf("%s: %s shows %s, want one of %v", where, e.name, clip(string(encode(t, rows))), ways)
		}
		for _, got := range rows {
			value, there := got[e.name]
			if !there {
				t.Errorf("%s: %s is missing from %s", where, e.name, clip(string(encode(t, got))))
			}
			for _, end := range asRows(value) {
				wantSame(t, to.stored(t, user, id(end)), end)
			}
			wantSame(t, s.stored(t, user, id(got)), without(got, e.name))
		}
	}
}

// fits says whether rows agree with this interpretation.
func (w way) fits(rows, items []row, e expansion) bool {
	for _, got := range rows {
		if !slices.Contains(ids(items), id(got)) {
			continue // another target of a link
		}
		want := w[id(got)]
		if !e.many && len(want) == 0 && got[e.name] != nil {
			return false
		}
		if !slices.Equal(ids(asRows(got[e.name])), append([]string{}, want...)) {
			return false
		}
	}
	return true
}

// asRows are the items that an expansion shows.
func asRows(v any) []row {
	switch v := v.(type) {
	case map[string]any:
		return []row{v}
	case []any:
		var all []row
		for _, item := range v {
			one, _ := item.(map[string]any)
			all = append(all, one)
		}
		return all
	default:
		return nil
	}
}

// expanded reads an item with expansions.
func (s subject) expanded(t rapid.TB, user, id string, names ...string) row {
	t.Helper()
	query := url.Values{expand: {strings.Join(names, ",")}}
	return s.send(t, call{op: s.read, id: id, user: user, query: query}).want(t, http.StatusOK).row(t)
}

// testExpandedTag: the tag changes when the expansion changes.
func (s subject) testExpandedTag(t *testing.T, user string, item row, e expansion) {
	t.Helper()
	query := url.Values{expand: {e.name}}
	read := call{op: s.read, id: id(item), user: user, query: query}
	plain := s.send(t, call{op: s.read, id: id(item), user: user}).want(t, http.StatusOK)
	first := s.send(t, read).want(t, http.StatusOK)
	to := s.named(e.target)
	for _, end := range asRows(first.row(t)[e.name]) {
		for _, op := range present(to.patch, to.put)[:min(1, len(to.updates()))] {
			s.send(t, call{op: op, id: id(end), user: user, body: map[string]any{}}).want(t, http.StatusOK)
		}
	}
	now := s.send(t, read).want(t, http.StatusOK)
	if reflect.DeepEqual(now.row(t), first.row(t)) {
		return
	}
	for _, tag := range []string{plain.header.Get("ETag"), first.header.Get("ETag")} {
		if tag != "" {
			res := s.send(t, read.with(ifNoneMatch, tag)).want(t, http.StatusOK)
			wantSame(t, now.row(t), res.row(t))
		}
	}
}

// testExpandUnknown: an unknown expansion is refused with its place.
func (s subject) testExpandUnknown(t *testing.T) {
	user := s.newUser()
	item := s.any(t, user, 1)
	for _, op := range present(s.read, s.list) {
		p := op.parameter("query", expand)
		if p == nil {
			t.Errorf("%s has no parameter expand, want one: replies can be expanded", op.OperationID)
			continue
		}
		for _, f := range brokenQuery(p) {
			c := call{op: op, id: id(item), user: user, query: url.Values{expand: asQuery(p, f.value)}}
			wantRefused(t, s.send(t, c), append([]any{"query", expand}, f.loc...))
		}
	}
}

// testExpandTogether: all expansions at once show the same as each alone.
func (s subject) testExpandTogether(t *testing.T) {
	user := s.newUser()
	item := s.any(t, user, 1)
	var names []string
	want := s.stored(t, user, id(item))
	for _, e := range s.expansions {
		names = append(names, e.name)
		want[e.name] = s.expanded(t, user, id(item), e.name)[e.name]
	}
	wantSame(t, want, s.expanded(t, user, id(item), names...))
	if s.list == nil {
		return
	}
	for _, got := range s.pages(t, user, url.Values{expand: {strings.Join(names, ",")}}) {
		wantSame(t, s.expanded(t, user, id(got), names...), got)
	}
}
