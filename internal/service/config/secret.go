package config

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

const mask = "***"

// Secret is a value that no log line, message or document shows: it prints as three stars,
// or as nothing if it is empty.
type Secret struct{ value string }

// Reveal returns the value itself.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.value == "" }

func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

func (s *Secret) UnmarshalText(text []byte) error {
	s.value = string(text)
	return nil
}

func (s Secret) GoString() string              { return fmt.Sprintf("config.Secret(%q)", s.String()) }
func (s Secret) LogValue() slog.Value          { return slog.StringValue(s.String()) }
func (s Secret) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s Secret) Format(w fmt.State, verb rune) { format(w, verb, s) }

// Secrets is a list of them, separated by commas.
type Secrets []Secret

func (s *Secrets) UnmarshalText(text []byte) error {
	for _, value := range parseList(string(text)) {
		*s = append(*s, Secret{value})
	}
	return nil
}

// Reveal returns the values themselves.
func (s Secrets) Reveal() (all []string) {
	for _, secret := range s {
		all = append(all, secret.value)
	}
	return all
}

// DSN is the URL of a database or a similar server. It prints without its password.
type DSN struct{ value string }

// Reveal returns the whole URL, with the password.
func (d DSN) Reveal() string { return d.value }

// IsZero reports whether there is no URL.
func (d DSN) IsZero() bool { return d.value == "" }

// Scheme returns what stands before "://".
func (d DSN) Scheme() string {
	scheme, _, found := strings.Cut(d.value, "://")
	if !found {
		return ""
	}
	return strings.ToLower(scheme)
}

var passwordParam = regexp.MustCompile(`(?i)([?&][^=&]*pass[^=&]*=)[^&]*`)

// String masks too much rather than too little: it also hides a password that should have
// been escaped, and the whole of a malformed URL.
func (d DSN) String() string {
	scheme, rest, found := strings.Cut(d.value, "://")
	if !found {
		return Secret(d).String()
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		switch colon := strings.IndexByte(rest[:at], ':'); {
		case colon >= 0:
			rest = rest[:colon+1] + mask + rest[at:]
		case strings.HasPrefix(d.Scheme(), "redis"): // there, a name alone is the password
			rest = mask + rest[at:]
		}
	}
	return scheme + "://" + passwordParam.ReplaceAllString(rest, "${1}"+mask)
}

func (d *DSN) UnmarshalText(text []byte) error {
	d.value = string(text)
	return nil
}

func (d DSN) GoString() string              { return fmt.Sprintf("config.DSN(%q)", d.String()) }
func (d DSN) LogValue() slog.Value          { return slog.StringValue(d.String()) }
func (d DSN) MarshalText() ([]byte, error)  { return []byte(d.String()), nil }
func (d DSN) Format(w fmt.State, verb rune) { format(w, verb, d) }

// format serves every verb. For an unsuitable verb, package fmt would show the value
// itself.
func format(w fmt.State, verb rune, v interface {
	fmt.Stringer
	fmt.GoStringer
}) {
	switch {
	case verb == 'v' && w.Flag('#'):
		_, _ = io.WriteString(w, v.GoString())
	case verb == 'q':
		_, _ = fmt.Fprintf(w, "%q", v.String())
	default:
		_, _ = io.WriteString(w, v.String())
	}
}
