package config_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/config"
)

func TestOriginPatterns(t *testing.T) {
	c := load(t, vars{"CORS_ALLOWED_ORIGIN_PATTERNS": "https://tasks-*-team.vercel.app, https://*.preview.example.com/,https://pr-*.example.com:8443"})
	label := strings.Repeat("a", 63)
	for origin, want := range map[string]bool{
		"https://tasks-git-main-team.vercel.app":     true,
		"https://tasks-1-team.vercel.app":            true,
		"https://tasks--team.vercel.app":             false,
		"https://tasks-team.vercel.app":              false,
		"https://tasks-1-team.vercel.app.evil.com":   false,
		"https://tasks-1-team.vercel.app:444":        false,
		"http://tasks-1-team.vercel.app":             false,
		"https://evil.com/tasks-1-team.vercel.app":   false,
		"https://tasks-a.evil-team.vercel.app":       false,
		"https://tasks-a/b-team.vercel.app":          false,
		"https://tasks-A-team.vercel.app":            false,
		"https://tasks-é-team.vercel.app":            false,
		"https://one.preview.example.com":            true,
		"https://one.two.preview.example.com":        false,
		"https://preview.example.com":                false,
		"https://-.preview.example.com":              false,
		"https://one-.preview.example.com":           false,
		"https://" + label + ".preview.example.com":  true,
		"https://" + label + "a.preview.example.com": false,
		"https://pr-7.example.com:8443":              true,
		"https://pr-7.example.com":                   false,
		"":                                           false,
		"null":                                       false,
		"https://":                                   false,
	} {
		if got := config.MatchAny(c.AllowedOriginPatterns, origin); got != want {
			t.Errorf("%q matches: %v, want %v", origin, got, want)
		}
	}
	for pattern, want := range map[string]string{
		"https://*.vercel.app":          "lets in everybody who has a host below vercel.app",
		"https://a*.vercel.app":         "lets in everybody who has a host below vercel.app",
		"https://tasks-*.app":           "lets in everybody who has a host below app",
		"https://*.co.uk":               "lets in everybody who has a host below co.uk",
		"https://*":                     "must have one * in the first label of its host",
		"https://example.com":           "must have one * in the first label of its host",
		"https://a.*.example.com":       "must have one * in the first label of its host",
		"https://*-*.example.com":       "must have one * in the first label of its host",
		"http://tasks-*.example.com":    "must begin with https://",
		"tasks-*.example.com":           "must begin with https://",
		"https://tasks-*.example.com/a": "is no origin that browsers send",
		"https://Tasks-*.example.com":   "is no origin that browsers send",
		"https://tasks-*.example.com:0": "is no origin that browsers send",
	} {
		_, err := config.Load(vars{"CORS_ALLOWED_ORIGIN_PATTERNS": pattern}.get, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), "CORS_ALLOWED_ORIGIN_PATTERNS: must be a list of origins such as https://tasks-*.example.app; \""+pattern+"\" "+want) {
			t.Errorf("%s: %v, want %s", pattern, err, want)
		}
	}
}

func TestUnsafeCORS(t *testing.T) {
	_, err := config.Load(vars{"CORS_ALLOWED_ORIGINS": "http://app.example.com,*", "CORS_ALLOW_CREDENTIALS": "true", "CORS_ALLOWED_HEADERS": "X-Good,Cookie,a b"}.get, t.TempDir())
	want := `invalid settings:
  CORS_ALLOWED_ORIGINS: must be a list of origins such as https://app.example.com; "*" lets in too many while CORS_ALLOW_CREDENTIALS is true, "http://app.example.com" lets in too many while CORS_ALLOW_CREDENTIALS is true
  CORS_ALLOWED_HEADERS: must be a list of names of headers such as X-Request-Source; "Cookie" is forbidden, "a b" is invalid`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
