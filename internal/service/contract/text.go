package contract

import (
	"bytes"
	"strconv"
	"unicode/utf16"
)

// nul is the escape of a character that no text may hold.
const nul = `\u0000`

// markUnstorable returns raw JSON with every escape of an unpaired surrogate replaced by
// the escape of NUL, so that decoding shows both in the same way. It returns nil if there
// is neither. Without any \u it is one search.
func markUnstorable(raw []byte) []byte {
	if !bytes.Contains(raw, []byte(`\u`)) {
		return nil
	}
	var marked []byte
	found := false
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			marked = append(marked, raw[i])
			continue
		}
		first, ok := escape(raw[i:])
		switch {
		case !ok: // \n, \\ and the like
			marked = append(marked, raw[i], raw[i+1])
			i++
			continue
		case utf16.IsSurrogate(first):
			if second, ok := escape(raw[i+6:]); ok && utf16.DecodeRune(first, second) != '\uFFFD' {
				marked = append(marked, raw[i:i+12]...)
				i += 11
				continue
			}
			found = true
			marked = append(marked, nul...)
		default:
			found = found || first == 0
			marked = append(marked, raw[i:i+6]...)
		}
		i += 5
	}
	if !found {
		return nil
	}
	return marked
}

// escape returns the UTF-16 code unit that an escape at the beginning of b stands for.
func escape(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(unit), err == nil
}

// mostDepth is how deep the arrays and objects of a body may be nested. What follows the
// document is far less deep, and each level takes stack.
const mostDepth = 1000

// tooDeep says whether raw JSON is nested deeper than mostDepth.
func tooDeep(raw []byte) bool {
	if bytes.Count(raw, []byte("["))+bytes.Count(raw, []byte("{")) <= mostDepth {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			if depth++; depth > mostDepth {
				return true
			}
		case c == ']', c == '}':
			depth--
		}
	}
	return false
}
