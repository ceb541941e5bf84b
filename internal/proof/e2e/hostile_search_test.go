package e2e

import (
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestHostileSearch searches for characters with a meaning in LIKE, SQL or a regular
// expression, and finds exactly the tasks that contain them.
func TestHostileSearch(t *testing.T) {
	const alphabet = `%_\'"*?[]().^$-;aAbéÉ` + "\U0001F600\t "
	onEachDatabase(t, func(t *testing.T, s *service) {
		random := new(dice)
		text := func(most int) string {
			runes := []rune(alphabet)
			b := []rune{'x'}
			for range 1 + random.IntN(most) {
				b = append(b, runes[random.IntN(len(runes))])
			}
			return string(b[1:])
		}
		made := map[string]task{}
		for range 60 {
			tk := s.create(t, "ann", map[string]any{"title": "t" + text(12), "description": text(12)})
			made[tk.ID] = tk
		}
		needles := []string{`%`, `_`, `\`, `\%`, `\\`, `%%`, `'`, `''`, `' OR '1'='1`, `'; DROP TABLE tasks; --`, `") OR 1=1 --`, `\' OR 1=1 --`, `%' ESCAPE '`, `[a]`, `a.`, `é`, `É`, "\t", strings.Repeat("%", 255)}
		for range 200 {
			needles = append(needles, text(3))
		}
		for _, q := range needles {
			var want []string
			for id, tk := range made {
				if contains(tk.Title, q) || contains(*tk.Description, q) {
					want = append(want, id)
				}
			}
			slices.Sort(want)
			res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?sort=created_at&count=true&q=" + url.QueryEscape(q), User: "ann"})
			var got []string
			for _, tk := range as[[]task](t, res) {
				got = append(got, tk.ID)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) || res.Header.Get("X-Total-Count") != fmt.Sprint(len(want)) {
				t.Errorf("q=%q finds %d (counts %s), want %d", q, len(got), res.Header.Get("X-Total-Count"), len(want))
			}
		}
		s.unharmed(t)
	})
}

// contains is the contract's search: a substring, case-insensitively.
func contains(text, q string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(q))
}

// TestHostileCursors forges cursors. Each is refused, or shows only the forger's own
// tasks.
func TestHostileCursors(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for i := range 3 {
			s.create(t, "ann", map[string]any{"title": fmt.Sprint("ann's ", i), "due_date": "2026-03-01T00:00:00Z"})
		}
		other := s.create(t, "bob", map[string]any{"title": "bob's"})
		const zero, last = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
		values := []string{
			``, `,"t":null`, `,"v":null`, `,"t":0`, `,"t":-1`, fmt.Sprint(`,"t":`, math.MaxInt64), fmt.Sprint(`,"t":`, math.MinInt64), `,"t":9223372036854775808`, `,"t":1e30`, `,"t":1.5`, `,"t":"0"`, `,"t":NaN`,
			`,"t":-62135596800000000`, `,"t":-62135596800000001`, `,"t":253402300799999999`, `,"t":253402300800000000`, `,"t":true`, `,"t":[0]`, `,"t":0,"t":1`, `,"t":0,"v":"x"`,
			`,"v":""`, `,"v":"a"`, `,"v":"zzz"`, `,"v":"\u0000"`, `,"v":"\ud800"`, `,"v":"' OR 1=1 --"`, `,"v":1`, `,"v":{}`, `,"v":"` + strings.Repeat("a", 2000) + `"`, `,"user_id":"bob"`, `,"x":1`,
		}
		for _, sort := range []string{"created_at", "-created_at", "updated_at", "-updated_at", "title", "-title", "due_date", "-due_date", "id", "user_id", "", "created_at;--", "description"} {
			for _, id := range []string{`"` + zero + `"`, `"` + last + `"`, `"` + other.ID + `"`, `"x"`, `null`, `1`} {
				for _, value := range values {
					raw := fmt.Sprintf(`{"s":%q,"i":%s%s}`, sort, id, value)
					query := url.Values{"cursor": {base64.RawURLEncoding.EncodeToString([]byte(raw))}, "sort": {sort}, "limit": {"1"}}
					res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?" + query.Encode(), User: "ann"})
					if wrong := refusal(res, http.MethodGet); wrong != "" || res.Status != http.StatusOK && res.Status != http.StatusUnprocessableEntity {
						t.Errorf("cursor %s = %d %s, want 200 or 422: %s", raw, res.Status, res.Body, wrong)
					}
					if strings.Contains(string(res.Body), "bob's") {
						t.Errorf("cursor %s shows what is bob's: %s", raw, res.Body)
					}
				}
			}
		}
		for _, cursor := range []string{
			"null", "[]", `"x"`, "{}", "1", "{", `{"s":"title"}{}`, strings.Repeat("[", 3000), "\xff\xfe", "\x00", `{"S":"title","I":"` + zero + `","V":"a"}`,
		} {
			for _, encode := range []func([]byte) string{base64.RawURLEncoding.EncodeToString, base64.StdEncoding.EncodeToString, base64.URLEncoding.EncodeToString, func(b []byte) string { return string(b) }} {
				query := url.Values{"cursor": {encode([]byte(cursor))}, "sort": {"title"}}
				res := s.do(t, call{Method: http.MethodGet, Path: tasks + "?" + query.Encode(), User: "ann"})
				if wrong := refusal(res, http.MethodGet); wrong != "" || res.Status != http.StatusUnprocessableEntity {
					t.Errorf("cursor %q = %d %s, want 422 %s", query.Get("cursor"), res.Status, res.Body, wrong)
				}
			}
		}
		s.unharmed(t)
	})
}
