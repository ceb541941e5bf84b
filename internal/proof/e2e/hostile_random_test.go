package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// hostileRequests is how many random requests are sent for each database.
const hostileRequests = 2000

// mischief makes random requests, whose parts have broken servers before.
type mischief struct {
	*dice
	own, foreign string // ids of a task of ann's and of one of bob's
}

// dice are the same in every run (SplitMix64).
type dice uint64

// IntN returns a number from 0 to n-1.
func (d *dice) IntN(n int) int {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}

func pick[T any](m mischief, from []T) T { return from[m.IntN(len(from))] }

// mostly returns the ordinary value three times out of four.
func mostly[T any](m mischief, ordinary T, odd []T) T {
	if m.IntN(4) > 0 {
		return ordinary
	}
	return pick(m, odd)
}

var (
	oddMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X", "PRI"}
	oddTypes   = []string{
		"", "text/plain", "application/json; charset=latin-1", "application/json;charset", "application/merge-patch+json", "APPLICATION/JSON",
		"multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json, text/html", ";;;", "/", "a/b/c", "application/\xff",
	}
	oddHeaders = []string{
		"Content-Encoding: gzip", "Accept: text/html", "Accept-Encoding: \xff", "Idempotency-Key: ", "Idempotency-Key: \xff\xfe\x80",
		"Idempotency-Key: " + strings.Repeat("k", 300), "Idempotency-Key: " + strings.Repeat("\xf0\x9f\x98\x80", 200), `Idempotency-Key: "; DROP TABLE tasks`,
		`If-Match: "1"`, "If-Match: *", `If-Match: W/"1"`, `If-Match: "99999999999999999999999"`, `If-Match: "-1", "+1", "01", 1`, "If-Match: \xff\"", "If-Match: ,,,,",
		"If-Match: " + strings.Repeat(`"1",`, 4000), "If-None-Match: " + strings.Repeat(`W/"7", `, 4000), "If-None-Match: *", `If-None-Match: "1"`,
		"X-Request-Id: \xff{}", "X-Request-Id: " + strings.Repeat("i", 5000), "X-Forwarded-For: ::ffff:%, a", "traceparent: 00-" + strings.Repeat("0", 32) + "-x-01",
		"Origin: null", "Origin: http://localhost:3000", "Access-Control-Request-Method: X", "Cookie: " + strings.Repeat("a=b;", 900), "X-HTTP-Method-Override: DELETE",
		"Range: bytes=0-0", "If-Modified-Since: never", "Transfer-Encoding: identity, x", "Baggage: " + strings.Repeat("a=b,", 3000),
	}
	oddSegments = []string{
		"%2F", "%00", "..", ".", "", "%2e%2e", "%ff", "%c0%80", ";a=b", "toggle", "toggle/", "TOGGLE", "null", "0", "-1", "{task_id}", "*", "%252f", "a%0d%0ab", "\xff",
		"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "urn:uuid:", "'%20OR%201=1--", strings.Repeat("a", 5000), strings.Repeat("a/", 500),
	}
	oddQueries = []string{
		"%zz", ";", "&", "=", "=&=", "a;b", "limit", "limit=", "limit=0", "limit=1001", "limit=1000", "limit=-1", "limit=1e3", "limit=1.0", "limit=0x10", "limit=٣", "limit=+5", "limit=%20%31",
		"limit=9223372036854775808", "limit=18446744073709551616", "limit=NaN", "offset=9223372036854775807", "offset=9223372036854775806", "offset=-0", "offset=1&offset=2", "offset[]=1",
		"completed=TRUE", "completed=1", "completed=null", "completed=true&completed=false", "priority=low&priority=low&priority=high", "priority=", "priority=LOW", "priority[]=low", "priority=low,high",
		strings.Repeat("priority=low&", 101), strings.Repeat("priority=low&", 2000), strings.Repeat("a&", 5000), strings.Repeat("x=1;", 1000), "due_before=0000-01-01T00:00:00Z", "due_before=0000-01-01T00:00:00%2B23:59",
		"due_after=9999-12-31T23:59:59-23:59", "due_after=9999-12-31T23:59:60Z", "due_before=now", "due_before=2026-03-01", "due_after=10000-01-01T00:00:00Z", "due_after=-0001-01-01T00:00:00Z",
		"q=%00", "q=%ff", "q=%ed%a0%80", "q=%25", "q=_", "q=\\", "q=%5C%25", "q='%20OR%20''='", "q=" + strings.Repeat("%25", 255), "q=" + strings.Repeat("%5C", 255), "q=" + strings.Repeat("%F0%9F%98%80", 255),
		"q=" + strings.Repeat("%F0%9F%98%80", 256), "q=" + strings.Repeat("_%25", 127), "q=%E2%84%AA", "q=%C4%B0", "sort=id", "sort=--title", "sort=title,id", "sort=user_id;drop", "sort=-due_date", "sort=title", "sort=",
		"count=true", "count=yes", "cursor=", "cursor=x", "cursor=eyJ9", "cursor=%00", "cursor=" + strings.Repeat("A", 4097), "user_id=bob", "unknown=\xff", "limit=1&sort=updated_at&count=true&completed=false",
	}
	oddNames  = []string{"Title", "tittle", "dueDate", "owner", "", `\u0000`, `\ud800`, "title ", "__proto__", "$where", `ti\u0074le`, strings.Repeat("n", 2000), "\xff"}
	oddValues = []string{
		`null`, `true`, `false`, `0`, `-0`, `1.0`, `1e999`, `-1e-999`, `9223372036854775808`, `18446744073709551616`, `[]`, `{}`, `[[1]]`, `{"a":{"b":null}}`, `""`, `" "`, `"\u0000"`, `"a\u0000b"`, `"\ud800"`, `"\udc00\ud800"`,
		`"\ud83d\ude00"`, `"\ufffe\uffff"`, `"\u202e"`, `"low"`, `"LOW"`, `"high"`, `"true"`, `"1"`, `NaN`, `Infinity`, `undefined`, `'x'`, `"unterminated`, `"\x"`, `"\u12"`, "\"\x00\"", "\"\xff\"", "\"\t\"", `01`, `+1`, `.5`, `1.`, `0x1`, `1e`,
		`"2026-03-01T09:30:00Z"`, `"2026-03-01T09:30:00.123456789+05:30"`, `"0000-01-01T00:00:00Z"`, `"9999-12-31T23:59:59.999999Z"`, `"9999-12-31T23:59:59-23:59"`, `"0000-01-01T00:00:00+23:59"`, `"2026-02-30T00:00:00Z"`, `"2016-12-31T23:59:60Z"`,
		`"%_\\%"`, `"'; DROP TABLE tasks; --"`, `"x"`, `"Ünïcödé"`, strings.Repeat("[", 60_000), strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000), `"` + strings.Repeat("a", 10_001) + `"`, `"` + strings.Repeat("\xf0\x9f\x98\x80", 10_000) + `"`,
	}
	// plainValues are valid for some field, and for any read-only one.
	plainValues = []string{`"high"`, `"low"`, `true`, `false`, `null`, `"2026-03-01T09:30:00.123456789+05:30"`, `"100%_\\ 'x' \ud83d\ude00 é"`}
	taskFields  = []string{"title", "description", "completed", "priority", "due_date", "id", "user_id", "version", "created_at", "updated_at"}
)

// body returns JSON, possibly truncated or corrupted.
func (m mischief) body() string {
	var members []string
	if m.IntN(3) > 0 {
		members = append(members, `"title":"made up"`)
	}
	for range m.IntN(4) {
		members = append(members, fmt.Sprintf(`"%s":%s`, pick(m, taskFields), pick(m, plainValues)))
	}
	for range mostly(m, 0, []int{1, 2}) {
		members = append(members, fmt.Sprintf(`"%s":%s`, mostly(m, pick(m, taskFields), oddNames), pick(m, oddValues)))
	}
	b := []byte("{" + strings.Join(members, ",") + "}")
	switch m.IntN(20) {
	case 0:
		return pick(m, oddValues)
	case 1:
		b[m.IntN(len(b))] = byte(m.IntN(256))
	case 2:
		b = b[:m.IntN(len(b))]
	case 3:
		b = append(b, pick(m, []string{"x", "{}", " \n", "\x00", "]"})...)
	case 4:
		b = append([]byte(pick(m, []string{"\xef\xbb\xbf", "\xff\xfe", ")]}'", " "})), b...)
	}
	return string(b)
}

// request returns a method and what to send.
func (m mischief) request(t *testing.T) (method string, raw []byte) {
	id := mostly(m, m.own, []string{m.foreign, strings.ToUpper(m.own), "{" + m.own + "}", strings.ReplaceAll(m.own, "-", "")})
	at := pick(m, []struct {
		path    string
		methods []string
	}{
		{tasks, []string{"GET", "POST", "POST"}},
		{tasks + "/" + id, []string{"GET", "PUT", "PATCH", "PATCH", "DELETE"}},
		{tasks + "/" + id + "/toggle", []string{"PATCH"}},
		{mostly(m, tasks+"/", []string{tasks + "/" + id + "/", "/"}) + pick(m, oddSegments), []string{"GET"}},
	})
	path := at.path
	method = pick(m, at.methods)
	if m.IntN(10) == 0 {
		method = pick(m, oddMethods)
	}
	for i := range mostly(m, 0, []int{1, 2}) {
		path += string("?&"[min(i, 1)]) + pick(m, oddQueries)
	}
	lines := []string{"Content-Type: application/json"}
	if m.IntN(10) == 0 {
		lines[0] = "Content-Type: " + pick(m, oddTypes)
	}
	for range mostly(m, 0, []int{1, 2}) {
		lines = append(lines, pick(m, oddHeaders))
	}
	if method == "GET" && at.path == tasks && m.IntN(4) > 0 {
		path = tasks + "?" + pick(m, oddQueries)
	}
	body := ""
	if method != "GET" && method != "DELETE" || m.IntN(5) == 0 {
		body = m.body()
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	}
	return method, request(t, method, strings.ReplaceAll(path, " ", "%20"), body, lines...)
}

// brief is a shortened request without its token, for messages.
func brief(raw []byte) string {
	return fmt.Sprintf("%.400q", bytes.ReplaceAll(raw, []byte(annSigned), []byte("…")))
}

func TestHostileRandom(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		m := mischief{dice: new(dice)}
		m.own = s.create(t, "ann", map[string]any{"title": "ann's"}).ID
		theirs := s.create(t, "bob", map[string]any{"title": "bob's"})
		m.foreign = theirs.ID
		statuses := map[int]int{}
		for i := range hostileRequests {
			method, raw := m.request(t)
			begin := time.Now()
			got, err := s.wire(t, raw, false)
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("request %d took %s: %s", i, took, brief(raw))
			}
			if err != nil {
				t.Fatalf("request %d: %v: %s", i, err, brief(raw))
			}
			statuses[got.Status]++
			if wrong := refusal(got, method); wrong != "" {
				t.Errorf("request %d = %d %s, %s: %s", i, got.Status, got.Body, wrong, brief(raw))
			}
			if got.Status == http.StatusNoContent && method == http.MethodDelete {
				m.own = s.create(t, "ann", map[string]any{"title": "ann's"}).ID
			}
			if got.Status == http.StatusOK && method != http.MethodGet && method != http.MethodHead || got.Status == http.StatusCreated {
				s.kept(t, method, raw, got)
			}
		}
		t.Logf("statuses: %v", statuses)
		for _, status := range []int{200, 201, 204, 400, 404, 405, 412, 413, 415, 422} {
			if statuses[status] == 0 {
				t.Errorf("no request was answered with %d: the generator misses what it is for", status)
			}
		}
		res := s.do(t, call{Method: http.MethodGet, Path: tasks + "/" + theirs.ID, User: "bob"})
		if got := as[task](t, res); got != theirs {
			t.Errorf("bob's task = %+v, want it untouched, %+v", got, theirs)
		}
		s.unharmed(t)
	})
}

// kept checks that an accepted write reads back as it was answered, and that the answer
// has the values that were sent.
func (s *service) kept(t *testing.T, method string, raw []byte, answer response) {
	t.Helper()
	got := as[map[string]any](t, answer)
	id, _ := got["id"].(string)
	read := s.do(t, call{Method: http.MethodGet, Path: tasks + "/" + id, User: "ann"})
	replayed := answer.Header.Get("Idempotency-Replayed") != "" // the task may have changed or been deleted since
	if !replayed && !bytes.Equal(bytes.TrimSpace(read.Body), bytes.TrimSpace(answer.Body)) {
		t.Errorf("%s was answered %s and reads %d %s", brief(raw), answer.Body, read.Status, read.Body)
	}
	_, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	var sent map[string]any
	if len(body) == 0 {
		return
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	if err := dec.Decode(&sent); err != nil || !utf8.Valid(body) {
		t.Errorf("%s %.300q was accepted, want it refused: %v", method, body, err)
	}
	for name, want := range sent {
		switch name {
		case "due_date":
			if text, ok := want.(string); ok {
				at, err := time.Parse(time.RFC3339, text)
				if want = at.UTC().Truncate(time.Microsecond).Format("2006-01-02T15:04:05.000000Z"); err != nil {
					t.Errorf("due_date %s was accepted: %v", text, err)
				}
			}
		case "title", "description", "completed", "priority":
		default:
			continue
		}
		if got[name] != want {
			t.Errorf("%s of %s = %v, want %v as in %.300q", name, id, got[name], want, body)
		}
	}
}
