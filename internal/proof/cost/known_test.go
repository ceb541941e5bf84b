package cost

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestKnown holds the requests that were once dear, or look as if they were, to the price
// and the size of a reply that all requests have.
func TestKnown(t *testing.T) {
	types, batches := services(t)
	batches.next(t)
	types.next(t)
	item := types.create + "/" + types.own
	many := func(n int, separator string, one func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = one(i)
		}
		return strings.Join(all, separator)
	}
	zeros := func(int) string { return `"0"` }
	for _, c := range []struct {
		name         string
		of           *service
		method, path string
		body, header string
		status       int
	}{
		{name: "unknown fields", of: types, method: "POST", path: types.create, status: 422,
			body: "{" + many(6000, ",", func(i int) string { return fmt.Sprintf(`"f%d":1`, i) }) + "}"},
		{name: "unknown parameters", of: batches, method: "GET", path: "/api/labels?" + many(3000, "&", func(i int) string { return fmt.Sprintf("p%d=1", i) }), status: 422},
		{name: "invalid ids", of: batches, method: "PATCH", path: "/api/labels/batch", body: `{"ids": [` + many(15_000, ",", zeros) + `], "change": {"starred": true}}`, status: 422},
		{name: "invalid ids in a query", of: batches, method: "GET", path: "/api/labels?" + many(4000, "&", func(int) string { return "id=0" }), status: 422},
		{name: "long unknown fields", of: types, method: "POST", path: types.create, status: 422,
			body: "{" + many(20, ",", func(i int) string { return fmt.Sprintf(`"%d%s":1`, i, strings.Repeat(`\u0001`, 500)) }) + "}"},
		{name: "repeated members, deep", of: types, method: "POST", path: types.create, status: 422,
			body: strings.Repeat(`{"a":`, 990) + "{" + many(3000, ",", func(i int) string { return fmt.Sprintf(`"%d":1,"%d":1`, i/2, i/2) }) + "}" + strings.Repeat("}", 990)},
		{name: "nested arrays", of: types, method: "PUT", path: item, body: strings.Repeat("[", 9999) + strings.Repeat("]", 9999), status: 400},
		{name: "a long number", of: types, method: "POST", path: types.create, body: `{"pointer": ` + strings.Repeat("9", 60_000) + "}", status: 422},
		{name: "a great exponent", of: types, method: "POST", path: types.create, body: `{"pointer": "a", "float64": 1e999999999}`, status: 422},
		{name: "a great exponent in a query", of: types, method: "GET", path: types.create + "?limit=1e999999999", status: 422},
		{name: "an instant of many digits", of: types, method: "POST", path: types.create, body: `{"pointer": "a", "time": "2026-03-01T09:30:00.` + strings.Repeat("1", 60_000) + `Z"}`, status: 201},
		{name: "escapes", of: batches, method: "POST", path: batches.create, body: `{"text": "` + strings.Repeat(`\ud83d\ude00`, 5000) + `"}`, status: 422},
		{name: "tags", of: types, method: "PATCH", path: item, body: "{}", header: "If-Match: " + many(3000, ", ", func(i int) string { return fmt.Sprintf(`"%d"`, i+7) }) + "\r\n", status: 412},
		{name: "lines of tags", of: types, method: "PATCH", path: item, body: "{}", header: strings.Repeat("If-Match: \"9\"\r\n", 1500), status: 412},
		{name: "encodings", of: types, method: "GET", path: types.create, header: "Accept-Encoding: " + strings.Repeat("gzip;q=0.001, ", 1800) + "\r\n", status: 200},
		{name: "headers", of: types, method: "GET", path: item, header: many(3000, "", func(i int) string { return fmt.Sprintf("A%d: \r\n", i) }), status: 200},
		{name: "a long cursor", of: types, method: "GET", path: types.create + "?cursor=" + strings.Repeat("A", 20_000), status: 422},
		{name: "a long path", of: types, method: "GET", path: types.create + "/" + strings.Repeat("a/", 10_000), status: 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &request{op: &operation{}, raw: fmt.Appendf(nil,
				"%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
				c.method, c.path, c.of.user, c.header, len(c.body), c.body)}
			times := c.of.judge(t, r)
			t.Logf("%.1f times a good request of %d bytes; a reply of %d bytes", times, len(r.raw), r.reply)
			if times > dearest {
				t.Errorf("%.1f times the price of a good request of its size, want at most %d", times, dearest)
			}
			if r.status != c.status {
				t.Errorf("status = %d %s, want %d", r.status, http.StatusText(r.status), c.status)
			}
		})
	}
}
