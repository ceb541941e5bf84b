package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
)

// follows says whether a request with its body breaks no rule that is cheap to check.
func (op *operation) follows(r *http.Request, body []byte) bool {
	return op.followsQuery(r.URL.RawQuery) && op.followsPath(r.URL.Path) && op.followsHeader(r.Header) &&
		(op.apart() || strictBody(body))
}

// followsQuery parses the query as url.ParseQuery does, but keeps nothing of it.
func (op *operation) followsQuery(query string) bool {
	var few [8]string
	seen := few[:0]
	for rest := query; rest != ""; {
		var pair string
		if pair, rest, _ = strings.Cut(rest, "&"); pair == "" {
			continue
		}
		key, text, _ := strings.Cut(pair, "=")
		name, badName := url.QueryUnescape(key)
		value, badValue := url.QueryUnescape(text)
		if badName != nil || badValue != nil || strings.Contains(pair, ";") || !isText(value) {
			return false
		}
		i := slices.IndexFunc(op.query, func(p parameter) bool { return p.Name == name })
		if i < 0 {
			return false
		}
		if p := op.query[i]; !p.repeatable() && (slices.Contains(seen, name) || !p.follows(value)) {
			return false
		}
		seen = append(seen, name)
	}
	return len(seen) == 0 || len(op.lists) == 0 || op.followsLists(query)
}

// follows says whether text is a value of the parameter as the document writes it. Go also
// reads "1" as true, and "+1" as a number.
func (p parameter) follows(text string) bool {
	switch {
	case p.Schema.Type == "boolean":
		return text == "true" || text == "false"
	case !p.loose(), p.Schema.Type == "integer" && isPlain(text):
		return true
	}
	var wrong findings
	p.explain(&wrong, []string{text})
	return wrong.none()
}

// isPlain says whether text is a small number without sign and leading zeros.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return 0 < len(text) && len(text) < 10 && (text[0] != '0' || text == "0")
}

// followsLists checks the parameters whose values must be checked together.
func (op *operation) followsLists(query string) bool {
	values, err := url.ParseQuery(query)
	if err != nil {
		return false
	}
	var wrong findings
	for _, p := range op.lists {
		p.explain(&wrong, values[p.Name])
	}
	return wrong.none()
}

// followsPath accepts a UUID only in the form of RFC 9562, which the document requires, so
// that a resource has one path.
func (op *operation) followsPath(path string) bool {
	i := 0
	for segment := range strings.SplitSeq(path, "/") {
		if slices.Contains(op.ids, i) && !isID(segment) {
			return false
		}
		i++
	}
	return true
}

// isID says whether text is a UUID of 36 characters. The other forms that uuid.Parse
// accepts have other lengths.
func isID(text string) bool { return len(text) == 36 && uuid.Validate(text) == nil }

func (op *operation) followsHeader(h http.Header) bool {
	for _, name := range op.headers {
		if values := h[name]; len(values) > 1 || len(values) == 1 && !isText(values[0]) {
			return false
		}
	}
	return true
}

func strictBody(raw []byte) bool {
	return utf8.Valid(raw) && !tooDeep(raw) && markUnstorable(raw) == nil && (!mayRepeat(raw) || !repeats(raw))
}

// isText says whether s can be stored: valid UTF-8 without NUL.
func isText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
