package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/jub0bs/cors"
	"github.com/jub0bs/cors/cfgerrors"
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

// checkOrigins checks the origins with the library that will use them.
func checkOrigins(list []string, f collector) {
	if len(list) == 0 {
		return
	}
	_, err := cors.NewMiddleware(cors.Config{Origins: list})
	if err == nil {
		return
	}
	var wrong []string
	for err := range cfgerrors.All(err) {
		var bad *cfgerrors.UnacceptableOriginPatternError
		var unsafe *cfgerrors.IncompatibleOriginPatternError
		switch {
		case errors.As(err, &bad):
			wrong = append(wrong, fmt.Sprintf("%q is %s", bad.Value, bad.Reason))
		case errors.As(err, &unsafe):
			wrong = append(wrong, fmt.Sprintf("%q lets in too many (%s)", unsafe.Value, unsafe.Reason))
		}
	}
	slices.Sort(wrong) // All promises no order
	f.add("CORS_ALLOWED_ORIGINS", "must be a list of origins such as https://app.example.com; "+strings.Join(wrong, ", "))
}
