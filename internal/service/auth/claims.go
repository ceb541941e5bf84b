package auth

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/entask/entask/internal/runtime/viewer"
)

// leeway is how far the clocks of issuer and verifier may be apart.
const leeway = 10 * time.Second

// claims are the members of a JWT claims set (RFC 7519, section 4).
type claims map[string]json.RawMessage

func parseClaims(payload []byte) (claims, error) {
	m, err := members(payload, MaxToken) // and more do not fit
	if err != nil {
		return nil, refuse(malformed, "the claims set %v", err)
	}
	return m, nil
}

// lifetime is when a token may be used: from the later of nbf and iat, if it has them,
// until exp.
type lifetime struct{ exp, nbf, iat time.Time }

// lifetime reads exp, nbf and iat (RFC 7519, sections 4.1.4 to 4.1.6). exp is
// required: a token that never ends cannot be taken back.
func (c claims) lifetime() (lifetime, error) {
	var l lifetime
	for _, claim := range []struct {
		name string
		to   *time.Time
	}{{"exp", &l.exp}, {"nbf", &l.nbf}, {"iat", &l.iat}} {
		var err error
		if *claim.to, err = c.date(claim.name); err != nil {
			return lifetime{}, err
		}
	}
	if l.exp.IsZero() {
		return lifetime{}, refuse(badTimes, "no exp")
	}
	return l, nil
}

// check checks l against now.
func (l lifetime) check(now time.Time) error {
	if !now.Before(l.exp.Add(leeway)) {
		return refuse(expired, "token expired at %s", l.exp.Format(time.RFC3339))
	}
	for _, start := range []struct {
		name string
		at   time.Time
	}{{"nbf", l.nbf}, {"iat", l.iat}} {
		if now.Before(start.at.Add(-leeway)) {
			return refuse(early, "token is not valid before %s (%s)", start.at.Format(time.RFC3339), start.name)
		}
	}
	return nil
}

// date returns the NumericDate of the named claim, or the zero time if there is no such
// claim.
func (c claims) date(name string) (time.Time, error) {
	raw, ok := c[name]
	if !ok {
		return time.Time{}, nil
	}
	var seconds float64
	if err := json.Unmarshal(raw, &seconds); err != nil || string(raw) == "null" {
		return time.Time{}, refuse(badTimes, "%s is not a number", name)
	}
	const year10000 = 253402300800
	if seconds < 0 || seconds >= year10000 {
		return time.Time{}, refuse(badTimes, "%s is not between 1970 and 9999 (in seconds, not milliseconds)", name)
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9)).UTC(), nil
}

// checkOrigin checks iss and aud against t (RFC 7519, sections 4.1.1 and 4.1.3).
func (c claims) checkOrigin(t terms) error {
	if len(t.issuers) > 0 {
		raw, ok := c["iss"]
		if !ok {
			return refuse(badOrigin, "no iss")
		}
		iss, err := text(raw)
		if err != nil {
			return refuse(badOrigin, "iss %v", err)
		}
		if !slices.Contains(t.issuers, iss) {
			return refuse(badOrigin, "iss %s is not one of %q", quote(iss), t.issuers)
		}
	}
	if len(t.audiences) > 0 {
		return c.checkAudience(t.audiences)
	}
	return nil
}

func (c claims) checkAudience(ours []string) error {
	raw, ok := c["aud"]
	if !ok {
		return refuse(badOrigin, "no aud")
	}
	list := []json.RawMessage{raw}
	if strings.HasPrefix(string(raw), "[") {
		if err := json.Unmarshal(raw, &list); err != nil {
			return refuse(badOrigin, "aud %v", err)
		}
	}
	found := false
	for _, raw := range list {
		aud, err := text(raw)
		if err != nil {
			return refuse(badOrigin, "aud %v", err)
		}
		found = found || slices.Contains(ours, aud)
	}
	if !found {
		return refuse(badOrigin, "aud %s has none of %q", quote(string(raw)), ours)
	}
	return nil
}

// viewer returns whom the claims name. Only the subject can be refused: e-mail
// and name decide nothing.
func (c claims) viewer(t terms) (viewer.Viewer, error) {
	for _, name := range t.subjects {
		raw, ok := c[name]
		if !ok {
			continue
		}
		id, err := text(raw)
		if err == nil {
			err = viewer.CheckID(id)
		}
		if err != nil {
			return viewer.Viewer{}, refuse(badSubject, "the subject (%s) %v", name, err)
		}
		v := viewer.Viewer{ID: id}
		v.Email, _ = text(c["email"])
		v.Name, _ = text(c["name"])
		return v, nil
	}
	return viewer.Viewer{}, refuse(badSubject, "no subject: no %s", strings.Join(t.subjects, ", no "))
}
