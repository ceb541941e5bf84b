package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jub0bs/cors"
	"golang.org/x/net/publicsuffix"
)

// OriginPattern stands for web origins that differ in one label of their host, such as the
// previews of one project: https://tasks-*-team.example.app.
type OriginPattern struct{ before, after string }

// Match says whether the pattern stands for an origin, as browsers write it.
func (p OriginPattern) Match(origin string) bool {
	rest, begins := strings.CutPrefix(origin, p.before)
	middle, ends := strings.CutSuffix(rest, p.after)
	label, _, _ := strings.Cut(origin[min(len(origin), len(secure)):], ".")
	return begins && ends && middle != "" && len(label) <= maxLabel &&
		!strings.HasPrefix(label, "-") && !strings.HasSuffix(label, "-") &&
		!strings.ContainsFunc(middle, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') })
}

// MatchAny says whether any of the patterns stands for an origin.
func MatchAny(patterns []OriginPattern, origin string) bool {
	return slices.ContainsFunc(patterns, func(p OriginPattern) bool { return p.Match(origin) })
}

const (
	secure   = "https://"
	maxLabel = 63 // of a host's name (RFC 1035, section 2.3.4)
	// minFixed is how many letters a label has besides its variable part, where anybody can
	// have other labels of the same host.
	minFixed = 3
)

func parseOriginPatterns(s string) ([]OriginPattern, error) {
	var all []OriginPattern
	for _, item := range parseList(s) {
		p, err := parseOriginPattern(strings.TrimSuffix(item, "/"))
		if err != nil {
			return nil, fmt.Errorf("must be a list of origins such as https://tasks-*.example.app; %q %w", item, err)
		}
		all = append(all, p)
	}
	return all, nil
}

func parseOriginPattern(s string) (OriginPattern, error) {
	before, after, _ := strings.Cut(s, "*")
	label, host, dotted := strings.Cut(strings.TrimPrefix(s, secure), ".")
	name, _, _ := strings.Cut(host, ":")
	switch {
	case !strings.HasPrefix(s, secure):
		return OriginPattern{}, fmt.Errorf("must begin with %s", secure)
	case strings.Count(s, "*") != 1 || !strings.Contains(label, "*") || !dotted:
		return OriginPattern{}, fmt.Errorf("must have one * in the first label of its host")
	}
	if _, err := cors.NewMiddleware(cors.Config{Origins: []string{before + "x" + after}}); err != nil {
		return OriginPattern{}, fmt.Errorf("is no origin that browsers send")
	}
	suffix, _ := publicsuffix.PublicSuffix(name)
	if name == suffix && (len(label) <= minFixed || !strings.Contains(name, ".")) {
		return OriginPattern{}, fmt.Errorf("lets in everybody who has a host below %s", name)
	}
	return OriginPattern{before, after}, nil
}
