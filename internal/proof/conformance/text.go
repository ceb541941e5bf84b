package conformance

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/ogen-go/ogen/ogenregex"
	"pgregory.net/rapid"
)

// longest is how long generated text is at most, in characters: the body of a
// request has its limit too. Boundaries are tried one field at a time.
const longest = 300

// odd are valid characters that software often handles wrongly.
var odd = []rune("\t\n\r\"'\\/%_*?<>&;\u007f\u00a0\u00adéßİıſΣ\u0301\u200d\u200f\u2028\ufeff\ufffd\uffff日本😀👍🏽\U0001d4b3\U0010ffff")

var characters = rapid.OneOf(
	rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{Lo: ' ', Hi: '~', Stride: 1}}}),
	rapid.SampledFrom(odd),
	rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.So),
)

// formats generate text of each format. The test of the document reports a format that is
// missing here.
var formats = map[string]func(*rapid.T) string{
	"date-time": drawDateTime,
	"date":      drawDate,
	formatDue:   drawDue,
	"uuid": func(t *rapid.T) string {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid")).String()
		if rapid.Bool().Draw(t, "upper") {
			return strings.ToUpper(id)
		}
		return id
	},
	"byte": func(t *rapid.T) string { return drawBytes(t, &openapi3.Schema{}) },
	"email": func(t *rapid.T) string {
		return rapid.StringMatching(`[a-z]{1,8}@[a-z]{1,8}\.example`).Draw(t, "email")
	},
	"hostname": func(t *rapid.T) string { return rapid.StringMatching(`[a-z]{1,8}(\.[a-z]{1,8}){0,2}`).Draw(t, "host") },
	"uri": func(t *rapid.T) string {
		return rapid.StringMatching(`https://[a-z]{1,8}\.example/[a-z0-9]{0,8}`).Draw(t, "uri")
	},
	"ipv4": func(t *rapid.T) string {
		return netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "ip"))).String()
	},
	"ipv6": func(t *rapid.T) string {
		return netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ip"))).String()
	},
}

func drawDate(t *rapid.T) string {
	return time.Unix(rapid.Int64Range(earliest, latest).Draw(t, "date"), 0).UTC().Format(time.DateOnly)
}

// The years 0002 to 9998: whatever the offset, they have four digits.
const earliest, latest = -62104060800, 253370764800

// drawDateTime makes RFC 3339 date-times with all offsets and fractions.
func drawDateTime(t *rapid.T) string {
	at := time.Unix(rapid.OneOf(rapid.Int64Range(0, 4e9), rapid.Int64Range(earliest, latest)).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
	layout := rapid.SampledFrom([]string{"", ".0", ".000", ".000000", ".000000000", ".999999999"}).Draw(t, "fraction")
	offset := rapid.OneOf(rapid.Just(0), rapid.IntRange(-23*60-59, 23*60+59)).Draw(t, "offset")
	return at.In(time.FixedZone("", offset*60)).Format("2006-01-02T15:04:05" + layout + "Z07:00")
}

func drawText(t *rapid.T, s *openapi3.Schema) string {
	if s.Format == "byte" {
		return drawBytes(t, s)
	}
	if s.Format == "uuid" && s.Pattern != "" {
		return drawClientID(t)
	}
	if draw := formats[s.Format]; draw != nil {
		return draw(t)
	}
	least, greatest := lengthRange(s)
	free := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("abc")), least, min(greatest, least+4), maxBytes(s)),
		rapid.StringOfN(characters, least, min(greatest, least+40), maxBytes(s)),
		rapid.StringOfN(characters, least, greatest, maxBytes(s)),
	)
	if s.Pattern == "" {
		return free.Draw(t, "text")
	}
	matching := free
	if again, ok := ogenregex.Convert(s.Pattern); ok && strings.HasPrefix(s.Pattern, "^") {
		matching = rapid.OneOf(free, rapid.StringMatching(again))
	}
	return matching.Filter(func(v string) bool { return accepts(s, v) }).Draw(t, "text")
}

// drawClientID draws a UUID of a version that clients make.
func drawClientID(t *rapid.T) string {
	id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid"))
	version := rapid.SampledFrom([]byte{4, 7}).Draw(t, "version")
	id[6], id[8] = id[6]&0x0f|version<<4, id[8]&0x3f|0x80
	if rapid.Bool().Draw(t, "upper") {
		return strings.ToUpper(id.String())
	}
	return id.String()
}

// drawBytes draws base64 of as many characters as the schema allows.
func drawBytes(t *rapid.T, s *openapi3.Schema) string {
	least, greatest := (int(s.MinLength)+1)/4*3, 40 //nolint:gosec // a length
	if least > 0 {
		least -= 2 // the last three bytes may be one
	}
	if s.MaxLength != nil {
		greatest = min(greatest, int(*s.MaxLength)/4*3) //nolint:gosec // a length
	}
	return base64.StdEncoding.EncodeToString(rapid.SliceOfN(rapid.Byte(), least, greatest).Draw(t, "bytes"))
}

// lengthRange is how long text is to be, in characters.
func lengthRange(s *openapi3.Schema) (least, greatest int) {
	least = int(s.MinLength) //nolint:gosec // a length
	greatest = max(longest, least)
	if s.MaxLength != nil {
		greatest = min(greatest, int(*s.MaxLength)) //nolint:gosec // a length
	}
	return least, greatest
}

// accepts says whether text keeps the schema's length and pattern.
func accepts(s *openapi3.Schema, v string) bool {
	n := uint64(utf8.RuneCountInString(v)) //nolint:gosec // a length
	most := maxBytes(s)
	return n >= s.MinLength && (s.MaxLength == nil || n <= *s.MaxLength) && (most < 0 || len(v) <= most) && matches(s, v)
}

// matches says whether text matches the schema's pattern, which is one of ECMA 262.
func matches(s *openapi3.Schema, v string) bool {
	if s.Pattern == "" {
		return true
	}
	pattern, err := ogenregex.Compile(s.Pattern)
	if err != nil {
		return false
	}
	ok, err := pattern.MatchString(v)
	return ok && err == nil
}

// largest is the length up to which a bound of text or of an array is tried: longer values
// do not fit into a request.
const largest = 100_000

// exactly returns texts of n characters that match the schema's pattern, one with
// characters of one byte and one with characters of four; none if n is too large to try.
func exactly(s *openapi3.Schema, n int) []string {
	var all []string
	if n > largest {
		return all
	}
	for _, c := range []string{"a", "😀", "A", "0", "-"} {
		if v := strings.Repeat(c, n); matches(s, v) && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all[:min(2, len(all))]
}

// unmatched returns texts of an allowed length that do not match the schema's
// pattern.
func unmatched(s *openapi3.Schema) []string {
	least, greatest := lengthRange(s)
	var all []string
	for _, c := range append(unseen(s), " ", "\t", "\u00a0", "!", "a", "A", "0", "😀") {
		for _, n := range []int{max(least, 1), greatest} {
			if v := strings.Repeat(c, n); !matches(s, v) {
				all = append(all, v)
			}
		}
	}
	if len(unseen(s)) > 0 {
		return append(all, beyond)
	}
	return all[:min(4, len(all))]
}

// beyond is invisible text. It has only characters beyond U+FFFF, which not every dialect
// of patterns can name.
const beyond = "\U000e0061\U000e0101\U0001d173"

// unseen is invisible text, for schemas that require visible text.
func unseen(s *openapi3.Schema) []string {
	if matches(s, "\u2800") || !matches(s, "a") || !matches(s, "本") {
		return nil
	}
	return []string{"\u2800", "\u3164", "\u200b", "\u00ad", "\u0085", "\u034f", "\ufe0f", "\u202e", "\u007f", "\u0001", "\uffa0", "\u2028", "\ufeff", "\u180e"}
}

// badFormats are texts that look like the format and are invalid.
var badFormats = map[string][]string{
	"date-time": {"", "yesterday", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01 09:30:00Z", "2026-02-30T09:30:00Z", "2026-03-01T24:30:00Z", "2026-03-01T09:30:00+24:00"},
	"date":      {"", "yesterday", "2026-02-30", "2026-3-1"},
	"uuid": {"", "x", "01957f3e8d4c7b2a9c1e5f6a7b8c9d0e", "{01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e}",
		"urn:uuid:01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0", "g1957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"},
	"byte":     {"=", "a", "%%%%"},
	formatDue:  badDues,
	"email":    {"", "somebody", "@"},
	"hostname": {"", "a b", "-"},
	"uri":      {"", "no scheme", "://"},
	"ipv4":     {"", "1.2.3", "1.2.3.256", "::1"},
	"ipv6":     {"", "1.2.3.4", ":::"},
}

func quoted(v string) string { return clip(fmt.Sprintf("%q", v)) }
