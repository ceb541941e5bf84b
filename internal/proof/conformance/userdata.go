package conformance

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// UserData hands over and erases what a service keeps of a user, as an operator does.
type UserData struct {
	// Export writes all of it, as lines of JSON.
	Export func(ctx context.Context, user string, to io.Writer) error
	// Count says how many rows it is.
	Count func(ctx context.Context, user string) (int64, error)
	// Erase deletes it, and returns how many rows that were.
	Erase func(ctx context.Context, user string) (int64, error)
	// Entangle makes the user's rows lead to each other by every foreign key that may be null,
	// also by those that the API does not show, in circles where that is possible.
	Entangle func(ctx context.Context, user string) error
	// Rows are all rows of all tables of the database, whoever's and whatever hides them.
	Rows func(ctx context.Context) ([]Row, error)
}

// Row is a row of a database as text: what it holds, whatever the type.
type Row struct {
	Table, Text string
	// Trace says that the database itself has made it of what a user wrote: it is erased as
	// everything is, and neither handed over nor counted.
	Trace bool
}

// holds says whether a row holds a text, also among bytes.
func (r Row) holds(text string) bool {
	return strings.Contains(r.Text, text) || strings.Contains(r.Text, hex.EncodeToString([]byte(text)))
}

// TestUserData tests what a service keeps of its users, and nothing else.
func TestUserData(t *testing.T, service Service) {
	t.Helper()
	fewer()
	s, err := newSuite(service)
	if err != nil {
		t.Fatal(err)
	}
	s.testUserData(t)
}

// testUserData: an export has every row of one user, as the API shows it, and nothing of
// another; an erasure leaves nothing of the one in any table, and everything of the other.
func (s *suite) testUserData(t *testing.T) {
	t.Run("by an operator", func(t *testing.T) { s.testUserDataBy(t, s.service.UserData) })
	if s.mine.erase != nil {
		t.Run("by the user", func(t *testing.T) { s.testUserDataBy(t, s.asTheUser(t, s.service.UserData)) })
	}
}

func (s *suite) testUserDataBy(t *testing.T, by *UserData) {
	t.Helper()
	u := &users{suite: s, UserData: by}
	u.ann, u.bob = s.newUser()+"-to-be-erased", s.newUser()+"-to-be-left"
	shown := map[string][]row{}
	for _, user := range []string{u.bob, u.ann} {
		for _, r := range s.resources {
			if of := (subject{s, r}); r.parent == nil && r.create != nil {
				of.furnish(t, user, u.bob)
			}
		}
		must(t, u.Entangle(t.Context(), user))
	}
	for _, r := range s.resources {
		if r.parent == nil && r.list != nil && !r.list.public() {
			all := (subject{s, r}).everything(t, u.ann)
			shown[r.schemaName()] = slices.DeleteFunc(all, func(item row) bool { return r.published() && item[r.list.published()] != u.ann })
		}
	}
	lines := u.exported(t, u.ann)
	u.wantExported(t, lines, shown)
	before := u.dump(t)
	u.wantErased(t, u.ann, exportedIDs(lines), before)
	u.wantErased(t, u.bob, exportedIDs(u.exported(t, u.bob)), u.dump(t))
	clear(s.targets)
	for _, r := range s.resources {
		if of := (subject{s, r}); r.parent == nil && r.create != nil {
			of.any(t, u.ann, 1) // what was erased is not in the way of what comes
		}
	}
}

// secret is a text that no reply shows.
const secret = "not to be exported"

// furnish makes items of every kind that a user may have: with everything and with nothing
// that may be left out, linked to what others publish, created once for a key, deleted, and
// hidden.
func (s subject) furnish(t *testing.T, user, other string) {
	t.Helper()
	for seed := range 3 {
		s.made(t, user, s.withSecrets(s.example(t, user, s.create, full, seed+1)))
	}
	s.made(t, user, s.withSecrets(s.example(t, user, s.create, bare, 4)))
	for _, l := range s.links {
		if to := s.named(l.target); to != nil && to.published() && s.takes(s.create, l) {
			s.made(t, user, linked(l, s.example(t, user, s.create, bare, 5), s.target(t, other, l.target)))
		}
	}
	if s.create.parameter("header", idempotencyKey) != nil {
		body := s.withSecrets(s.example(t, user, s.create, full, 6))
		s.send(t, call{op: s.create, user: user, body: body, header: map[string]string{idempotencyKey: "once " + s.name}}).want(t, http.StatusCreated)
	}
	if s.delete != nil {
		s.send(t, s.good(t, s.delete, user, id(s.any(t, user, 7)))).want(t, http.StatusNoContent)
	}
	if hide := s.service.Hide[s.schemaName()]; hide != nil {
		must(t, hide(t.Context(), user, id(s.any(t, user, 8))))
	}
}

// withSecrets is a body with the secret in every text that no reply shows.
func (s subject) withSecrets(body map[string]any) map[string]any {
	schema := s.create.body()
	for name, p := range schema.Properties {
		if s.schema().Properties[name] == nil && s.linkAt(name) == nil && isTextual(p.Value) && accepts(p.Value, secret) {
			body[name] = secret
		}
	}
	return body
}

// users are the two of the test.
type users struct {
	*suite
	*UserData

	ann, bob string
}

// exported are the lines of an export. It is whole: the last line counts the others.
func (u *users) exported(t rapid.TB, user string) []row {
	t.Helper()
	var to bytes.Buffer
	must(t, u.Export(context.Background(), user, &to))
	var all []row
	for line := range bytes.Lines(to.Bytes()) {
		v, _ := decode(t, line).(row)
		all = append(all, v)
	}
	head, end := all[0], all[len(all)-1]
	all = all[1 : len(all)-1]
	if head["kind"] != "export" || head["subject"] != user || end["kind"] != "end" || fmt.Sprint(end["rows"]) != fmt.Sprint(len(all)) {
		t.Errorf("the export begins with %v and ends with %v, want %d rows of %s", head, end, len(all), user)
	}
	counted := map[string]int{}
	for _, line := range all {
		counted[nameOf(line)]++
	}
	counts, _ := end["counts"].(row)
	for name, n := range counts {
		if fmt.Sprint(n) != fmt.Sprint(counted[name]) {
			t.Errorf("the export counts %v %s, and has %d", n, name, counted[name])
		}
	}
	return all
}

// nameOf is the name of the entity or the edge of a line.
func nameOf(line row) string {
	if name, ok := line["edge"].(string); ok {
		return name
	}
	return fmt.Sprint(line["entity"])
}

// exportedIDs are the ids of the rows of an export.
func exportedIDs(lines []row) []string {
	var all []string
	for _, line := range lines {
		if of, ok := line["row"].(row); ok && of[idField] != nil {
			all = append(all, id(of))
		}
	}
	return all
}

// wantExported expects the lines to be all of a user's rows, with what the API shows of them,
// and nothing of another user's.
func (u *users) wantExported(t *testing.T, lines []row, shown map[string][]row) {
	t.Helper()
	byID := map[string]row{}
	for _, line := range lines {
		of, _ := line["row"].(row)
		if line["entity"] != nil {
			byID[nameOf(line)+id(of)] = of
		}
		text := string(encode(t, line))
		if raw, err := base64.StdEncoding.DecodeString(fmt.Sprint(of["answer"])); err == nil {
			text += string(raw)
		}
		if strings.Contains(text, u.bob) || strings.Contains(text, secret) && line["entity"] != "IdempotencyKey" {
			t.Errorf("the export has %s", clip(text))
		}
	}
	for name, items := range shown {
		for _, item := range items {
			got := maps.Clone(byID[name+id(item)])
			maps.DeleteFunc(got, func(name string, _ any) bool { _, ok := item[name]; return !ok })
			wantSame(t, item, got)
		}
	}
	mine := exportedIDs(lines)
	var want int
	for _, r := range u.dump(t) {
		if !r.Trace && belongs(r, u.ann, mine) {
			want++
		}
	}
	if want != len(lines) {
		t.Errorf("the export has %d rows, and the database %d", len(lines), want)
	}
}

// belongs says whether a row is a user's, or links rows of the user.
func belongs(r Row, user string, ids []string) bool {
	return r.holds(user) || slices.ContainsFunc(ids, r.holds)
}

// wantErased erases a user, and expects of all rows that those alone are gone, and that
// nothing of them is left.
func (u *users) wantErased(t *testing.T, user string, ids []string, before []Row) {
	t.Helper()
	ctx := t.Context()
	planned, err := u.Count(ctx, user)
	must(t, err)
	erased, err := u.Erase(ctx, user)
	must(t, err)
	again, err := u.Erase(ctx, user)
	must(t, err)
	left := map[Row]int{}
	after := u.dump(t)
	for _, r := range after {
		left[r]++
		if belongs(r, user, ids) {
			t.Errorf("%s still holds something of %s: %s", r.Table, user, clip(r.Text))
		}
	}
	for _, r := range before {
		switch {
		case left[r] > 0:
			left[r]--
		case !belongs(r, user, ids):
			t.Errorf("a row of %s that is not of %s is gone or another: %s", r.Table, user, clip(r.Text))
		}
	}
	if gone := counted(before) - counted(after); erased != gone || planned != gone || again != 0 || gone == 0 {
		t.Errorf("%d rows were to be erased, %d and then %d were said to be, and %d are gone", planned, erased, again, gone)
	}
}

// counted is how many rows are not traces.
func counted(rows []Row) (n int64) {
	for _, r := range rows {
		if !r.Trace {
			n++
		}
	}
	return n
}

func (u *users) dump(t testing.TB) []Row {
	t.Helper()
	all, err := u.Rows(t.Context())
	must(t, err)
	return all
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
