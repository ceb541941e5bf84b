package cost

import (
	"bytes"
	"fmt"
	"strings"
)

// How large a request may become: about what the server reads of a header and of a body.
const (
	mostHeader = 28 << 10
	mostBody   = 160 << 10
	mostRows   = 100
)

// request is one that was made, and its answer.
type request struct {
	raw    []byte
	op     *operation
	status int
	reply  int
}

// rows returns how many rows a batch may have.
func (r *request) rows() int { return bytes.Count(r.raw, []byte(",")) + 1 }

// program is a text whose bytes decide, one after the other, what a request is made of. At
// its end all bytes are 0.
type program []byte

// pick returns a number below n.
func (p *program) pick(n int) int {
	if len(*p) == 0 {
		return 0
	}
	b := int((*p)[0])
	*p = (*p)[1:]
	return b % n
}

// of picks one of some texts.
func (p *program) of(texts []string) string { return texts[p.pick(len(texts))] }

// times picks how often something is repeated.
func (p *program) times() int {
	return []int{1, 1, 1, 2, 3, 10, 100, 101, 1000, 3000, 10_000, 100_000}[p.pick(12)]
}

// text repeats a text, or one that changes each time, up to most bytes.
func (p *program) text(most int, separator string, one func(i int) string) string {
	var b strings.Builder
	for i := range p.times() {
		next := one(i)
		if b.Len()+len(next)+len(separator) > most {
			break
		}
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(next)
	}
	return b.String()
}

// same returns the same text each time.
func same(text string) func(int) string { return func(int) string { return text } }

// numbered returns another text each time.
func numbered(text string) func(int) string {
	return func(i int) string { return fmt.Sprintf("%s%d", text, i) }
}

// make makes a request from a program.
func (s *service) make(bytes []byte) *request {
	p := program(bytes)
	op := &s.operations[p.pick(len(s.operations))]
	if p.pick(8) == 1 {
		op = s.operation("POST", s.create)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n", op.method, s.target(&p, op), s.user)
	for range p.pick(4) {
		b.WriteString(p.header(mostHeader - b.Len()))
	}
	body := ""
	if op.hasBody || p.pick(8) == 1 {
		if body = s.body("a"); p.pick(4) > 0 {
			body = s.json(&p, op, 0, mostBody)
		}
	}
	kind := "application/json"
	if p.pick(8) == 1 {
		kind = p.of([]string{"application/merge-patch+json", "text/plain", "application/json; " + strings.Repeat("a=b; ", 2000), ""})
	}
	fmt.Fprintf(&b, "Content-Type: %s\r\nContent-Length: %d\r\n\r\n%s", kind, len(body), body)
	return &request{raw: []byte(b.String()), op: op}
}

var oddSegments = []string{"0", "x", "00000000-0000-7000-8000-000000000000", strings.Repeat("a", 5000), strings.Repeat("%2F", 2000), strings.Repeat("a/", 3000)}

// target makes a path and a query.
func (s *service) target(p *program, op *operation) string {
	path := op.path
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		_, after, _ := strings.Cut(rest, "}")
		segment := s.own
		if p.pick(4) == 1 {
			segment = p.of(oddSegments)
		}
		path = before + segment + after
	}
	var pairs []string
	for range p.pick(5) {
		name := p.of(append([]string{"unknown", "due", "p%61ge", "%zz", strings.Repeat("n", 200), ""}, op.query...))
		value := p.of(oddTexts)
		most := mostHeader/2 - len(path) - len(strings.Join(pairs, "&"))
		switch p.pick(4) {
		case 0:
			pairs = append(pairs, p.text(most, "&", same(name+"="+value)))
		case 1:
			pairs = append(pairs, p.text(most, "&", numbered(name+"="+value)))
		case 2:
			pairs = append(pairs, p.text(most, "&", func(i int) string { return fmt.Sprintf("%s%d=%s", name, i, value) }))
		default:
			pairs = append(pairs, name+"="+p.text(most, ",", same(value)))
		}
	}
	if len(pairs) == 0 {
		return path
	}
	return path + "?" + strings.Join(pairs, "&")
}

// oddTexts are values of parameters and headers, in the form of a URL.
var oddTexts = []string{
	"", "1", "0", "-1", "true", "x", "1e999999999", strings.Repeat("9", 5000), "0." + strings.Repeat("0", 5000) + "1", "NaN", "+1", "low", "-title", "title",
	"00000000-0000-7000-8000-000000000000", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00." + strings.Repeat("1", 3000) + "Z", "%00", "%ff", strings.Repeat("%25", 80),
	strings.Repeat("%F0%9F%98%80", 60), strings.Repeat("%F0%9F%98%80", 500), strings.Repeat("a", 255), strings.Repeat("a", 4000), "eyJ9", strings.Repeat("A", 4000), strings.Repeat("%E2%84%AA", 80), "%C4%B0",
}

// header makes header lines.
func (p *program) header(most int) string {
	most = max(most, 0)
	value := p.of([]string{`"1"`, `W/"7"`, "*", "a", `"`, ",", "gzip;q=0.5", "a=b", "192.0.2.1", "::ffff:1.2.3.4", strings.Repeat("k", 300), "\xff", "bytes=0-1", `"` + strings.Repeat("v", 200) + `"`})
	name := p.of([]string{
		"If-Match", "If-None-Match", "Accept-Encoding", "X-Forwarded-For", "Idempotency-Key", "Cookie", "Origin", "Access-Control-Request-Headers", "Traceparent", "Baggage",
		"X-Request-Id", "Content-Encoding", "Accept", "Range", "If-Modified-Since", "X-Unknown", "Prefer", "Forwarded", "Tracestate",
	})
	if p.pick(2) == 0 {
		return name + ": " + p.text(most, ", ", same(value)) + "\r\n"
	}
	if p.pick(2) == 0 {
		return p.text(most, "", same(name+": "+value+"\r\n"))
	}
	return p.text(most, "", func(i int) string { return fmt.Sprintf("%s-%d: %s\r\n", name, i, value) })
}
