package config

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// parseWebURL keeps the value out of its errors, because it may contain a password.
func parseWebURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || !isASCII(u.Host):
		return nil, errors.New("must be a URL such as https://app.example.com")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("must have no query and no fragment")
	}
	return u, nil
}

// originOf writes the origin as browsers and Better Auth do: in lower case, without a
// default port.
func originOf(u *url.URL) string {
	host := u.Host
	if u.Port() == "" || u.Port() == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	return u.Scheme + "://" + strings.ToLower(host)
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}
