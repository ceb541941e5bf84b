package contract

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// jsonNumber matches a number as JSON writes it. The parsers of Go also accept "+1", "0x1"
// and "NaN".
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`)

func (f *findings) integer(s *schema, v any, loc []any) {
	n, ok := v.(json.Number)
	if !ok || !jsonNumber.MatchString(n.String()) || !fits(n.String(), s.Format) {
		f.add("int_parsing", "must be an integer", loc...)
		return
	}
	small, large := n.Int64()
	f.within(s, func(bound json.Number) int {
		if b, err := bound.Int64(); err == nil && large == nil {
			return cmp.Compare(small, b)
		}
		value, _ := new(big.Int).SetString(n.String(), 10)
		b, ok := new(big.Rat).SetString(bound.String())
		if !ok {
			return 0
		}
		return new(big.Rat).SetInt(value).Cmp(b)
	}, loc)
}

// fits says whether an integer is in the range of the format. Schemas of narrower types
// have their own bounds.
func fits(text, format string) bool {
	if format == "uint" || format == "uint64" {
		if _, err := strconv.ParseUint(text, 10, 64); err == nil {
			return true
		}
	}
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

func (f *findings) number(s *schema, v any, loc []any) {
	n, _ := v.(json.Number)
	bits := 64
	if s.Format == "float" {
		bits = 32
	}
	_, err := strconv.ParseFloat(n.String(), bits)
	if err != nil || !jsonNumber.MatchString(n.String()) {
		f.add("float_parsing", "must be a number", loc...)
		return
	}
	value, _ := n.Float64() // a bound counts before a float of 32 bits is rounded
	f.within(s, func(bound json.Number) int {
		b, _ := bound.Float64()
		switch {
		case value < b:
			return -1
		case value > b:
			return 1
		}
		return 0
	}, loc)
}

// within adds which bound a number breaks; compare compares it with one.
func (f *findings) within(s *schema, compare func(json.Number) int, loc []any) {
	if least := s.Minimum; least != "" {
		switch c := compare(least); {
		case c == 0 && s.ExclusiveMin:
			f.add("greater_than", "must be greater than "+least.String(), loc...)
		case c < 0:
			f.add("greater_than_equal", "must be at least "+least.String(), loc...)
		}
	}
	if most := s.Maximum; most != "" {
		switch c := compare(most); {
		case c == 0 && s.ExclusiveMax:
			f.add("less_than", "must be less than "+most.String(), loc...)
		case c > 0:
			f.add("less_than_equal", "must be at most "+most.String(), loc...)
		}
	}
}

// isBase64 says whether text is the canonical base64 of its bytes (RFC 4648).
func isBase64(text string) bool {
	_, err := base64.StdEncoding.Strict().DecodeString(text)
	return err == nil && !strings.ContainsAny(text, "\r\n")
}
