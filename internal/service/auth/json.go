package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-faster/jx"
)

// members returns the members of the JSON object that data is. It refuses a
// name given twice: which of the two counts would depend on the reader (RFC
// 7519, section 4). Errors complete a sentence that names the object.
//
// An object of more than the given number of members is refused too.
func members(data []byte, most int) (map[string]json.RawMessage, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("is not UTF-8")
	}
	if !json.Valid(data) {
		return nil, errors.New("is not JSON")
	}
	dec := jx.DecodeBytes(data)
	if dec.Next() != jx.Object {
		return nil, errors.New("is not a JSON object")
	}
	m := make(map[string]json.RawMessage)
	err := dec.Obj(func(dec *jx.Decoder, name string) error {
		if _, ok := m[name]; ok {
			return faultyObject("has " + quote(name) + " twice")
		}
		if len(m) == most {
			return faultyObject(fmt.Sprintf("has more than %d members", most))
		}
		value, err := dec.Raw()
		m[name] = json.RawMessage(value)
		return err
	})
	if fault := faultyObject(""); errors.As(err, &fault) {
		return nil, fault
	}
	if err != nil {
		return nil, errors.New("is not JSON")
	}
	return m, nil
}

// faultyObject is what is wrong with an object that is JSON.
type faultyObject string

func (f faultyObject) Error() string { return string(f) }

// text returns the value of raw, a JSON string. It refuses unpaired surrogates, which
// encoding/json would replace by the same character: two subjects must not become one.
// Errors complete a sentence that names the value.
func text(raw json.RawMessage) (string, error) {
	if len(raw) >= 2 && raw[0] == '"' && !bytes.ContainsRune(raw, '\\') {
		return string(raw[1 : len(raw)-1]), nil
	}
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return "", errors.New("is not a string")
	}
	if hasUnpaired(raw) {
		return "", errors.New("has an unpaired surrogate")
	}
	return *s, nil
}

// hasUnpaired reports whether the JSON string raw escapes half a surrogate pair.
func hasUnpaired(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		first := escaped(raw[i:])
		i++ // the escaped character is not the start of another escape
		if !utf16.IsSurrogate(first) {
			continue
		}
		i += 5
		if utf16.DecodeRune(first, escaped(raw[i:])) == unicode.ReplacementChar {
			return true
		}
		i += 5
	}
	return false
}

// escaped returns the code unit of the \uXXXX that b starts with, or -1.
func escaped(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
