package contract

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/blank"
	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/due"
	"github.com/entask/entask/internal/runtime/instant"
)

func (f *findings) string(s *schema, v any, loc []any) {
	text, ok := v.(string)
	switch {
	case !ok:
		f.add("string_type", "must be a string", loc...)
		return
	case !isText(text):
		f.add("string_unicode", notText, loc...)
		return
	case len(s.Enum) > 0:
		if !slices.Contains(s.Enum, any(text)) {
			f.add("enum", "must be one of "+join(s.Enum), loc...)
		}
		return
	}
	switch s.Format {
	case "uuid":
		if id, err := uuid.Parse(text); err != nil || !strings.EqualFold(id.String(), text) {
			f.add("uuid_parsing", "must be a UUID", loc...)
		} else if s.pattern != nil {
			f.matches(s, text, loc)
		}
		return
	case "date-time":
		if _, err := instant.Parse(text); errors.Is(err, instant.ErrRange) {
			f.add("datetime_range", err.Error(), loc...)
		} else if err != nil {
			f.add("datetime_parsing", "must be a date-time as RFC 3339 has it, such as 2026-03-01T09:30:00Z", loc...)
		}
		return
	}
	if s.Format == formatDue {
		if _, err := due.Parse(text); err != nil {
			f.add("due_parsing", due.Message, loc...)
		}
		return
	}
	if s.Format == "byte" && !isBase64(text) {
		f.add("bytes_encoding", "must be base64 with padding", loc...)
		return
	}
	if f.textLength(s, text, loc) && s.pattern != nil {
		f.matches(s, text, loc)
	}
}

// matches adds that a text does not match the pattern.
func (f *findings) matches(s *schema, text string, loc []any) {
	if ok, err := s.pattern.MatchString(text); err != nil || !ok || s.Pattern == blank.Pattern && blank.Is(text) {
		f.add("string_pattern_mismatch", patternMessage(s.Pattern), loc...)
	}
}

// textLength adds which bound the length of a text breaks. It returns false where it does.
func (f *findings) textLength(s *schema, text string, loc []any) bool {
	if !f.length(s.MinLength, s.MaxLength, utf8.RuneCountInString(text), "characters", loc) {
		return false
	}
	if most := s.MaxUTF8; most != nil && len(text) > *most {
		f.add("string_too_long", fmt.Sprintf("must be at most %s of UTF-8", count(*most, "bytes")), loc...)
		return false
	}
	return true
}

// patternMessage says in words what a pattern asks for, where it is a common one.
func patternMessage(pattern string) string {
	switch pattern {
	case blank.Pattern:
		return blank.Message
	case clientid.Pattern:
		return clientid.Message
	}
	return "must match the pattern " + pattern
}

// length adds which bound n breaks. It returns false where it does, and what has too many
// or too few parts is not looked into.
func (f *findings) length(least, most *int, n int, unit string, loc []any) bool {
	kind := map[string]string{"characters": "string", "items": "list"}[unit]
	switch {
	case least != nil && n < *least:
		f.add(kind+"_too_short", fmt.Sprintf("must be at least %s", count(*least, unit)), loc...)
	case most != nil && n > *most:
		f.add(kind+"_too_long", fmt.Sprintf("must be at most %s", count(*most, unit)), loc...)
	default:
		return true
	}
	return false
}

func count(n int, unit string) string {
	if n == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return strconv.Itoa(n) + " " + unit
}

func join(values []any) string {
	var words []string
	for _, v := range values {
		if v != nil {
			words = append(words, fmt.Sprint(v))
		}
	}
	return strings.Join(words, ", ")
}
