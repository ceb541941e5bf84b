package conformance

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// fresh returns the n-th of many different values that a schema accepts, and false
// where it accepts few.
func fresh(s *openapi3.Schema, n int) (any, bool) {
	if _, checked := ruleOf(s); checked || len(s.Enum) > 0 {
		return nil, false
	}
	switch kind(s) {
	case "integer":
		least, greatest := integerRange(s)
		v := max(least, 0) + int64(n)
		return v, v > 0 && v <= greatest
	case "number":
		least, greatest := numberRange(s)
		v := rounded(s, max(least, 0)+float64(n))
		if v > greatest {
			v = rounded(s, greatest-(greatest-least)/float64(n))
		}
		return v, v >= least && v <= greatest
	case "string":
		return freshText(s, n)
	default:
		return nil, false
	}
}

func freshText(s *openapi3.Schema, n int) (any, bool) {
	at := time.Unix(1e9+int64(n), 0).UTC()
	switch s.Format {
	case "date-time":
		return at.Format(time.RFC3339), true
	case "date":
		return at.AddDate(0, 0, n%1e5).Format(time.DateOnly), true
	case "uuid":
		return fmt.Sprintf("%08x-0000-4000-8000-000000000000", n), true
	case "byte":
		return base64.StdEncoding.EncodeToString(binary.AppendUvarint(nil, uint64(n))), true //nolint:gosec // a count
	case "email":
		return fmt.Sprintf("u%d@mail.example", n), true
	case "hostname":
		return fmt.Sprintf("h%d.example", n), true
	case "uri":
		return fmt.Sprintf("https://u%d.example/", n), true
	case "ipv4":
		return fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255), true
	case "ipv6":
		return fmt.Sprintf("fd00::%x:%x", n>>16+1, n&0xffff+1), true
	}
	return freshWord(s, n)
}

// freshWord tries words of letters and digits until one fits the length and the
// pattern.
func freshWord(s *openapi3.Schema, n int) (any, bool) {
	word := strconv.FormatInt(int64(n), 36)
	letters := strings.Map(func(c rune) rune { return 'a' + c - '0' }, strconv.Itoa(n))
	for _, v := range []string{"no " + word, word, letters, strconv.Itoa(n)} {
		for uint64(len(v)) < s.MinLength {
			v = v[:1] + v
		}
		if accepts(s, v) {
			return v, true
		}
	}
	for i := range 100 {
		if v, ok := full.value(s).Example(100*n + i).(string); ok && len(v) >= 4 {
			return v, true
		}
	}
	return nil, false
}
