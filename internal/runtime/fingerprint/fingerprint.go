// Package fingerprint says which statement it was, without a value in it.
//
// A value of a request is an argument of its statement and not in the text. This package
// does not rely on that. It is a leaf. Start reading at Of.
package fingerprint

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
)

// longest bounds the text in bytes.
const longest = 1 << 10

var (
	// values are literals and placeholders, and names, so that nothing in a name counts as
	// a value.
	values = regexp.MustCompile(`"(?:[^"]|"")*"|[eE]'(?:[^'\\]|''|\\.)*'?|[A-Za-z_][A-Za-z0-9_$]*|'(?:[^']|'')*'?|\$[0-9]+|\?[0-9]*|[0-9]+(?:\.[0-9]+)?`)
	// lists are several values, or several rows of values.
	lists = regexp.MustCompile(`\?(?:, \?)+`)
	rows  = regexp.MustCompile(`\(\?\)(?:, \(\?\))+`)
)

// Of returns a statement with ? for each value and each list of values, and the fingerprint
// of that text, by which statements can be counted.
func Of(query string) (text, sum string) {
	text = values.ReplaceAllStringFunc(query, func(token string) string {
		if c := token[0]; c == '"' || (c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z') && !strings.Contains(token, "'") {
			return token
		}
		return "?"
	})
	text = rows.ReplaceAllString(lists.ReplaceAllString(text, "?"), "(?)")
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(text)) // a hash takes everything
	return text[:min(len(text), longest)], fmt.Sprintf("%016x", hash.Sum64())
}
