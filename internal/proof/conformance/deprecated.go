package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	xDeprecation = "x-deprecation" // since when something is deprecated, and where to read about it
	xSunset      = "x-sunset"      // the day from which it may be gone
)

// notices are the headers by which each reply of a deprecated operation says so (RFC 9745,
// RFC 8594), by name; none of any other operation. They are made from the marks of the operation.
func (o *operation) notices() (map[string]string, error) {
	about, marked := o.Extensions[xDeprecation].(map[string]any)
	if o.Deprecated != marked {
		return nil, fmt.Errorf("deprecated is %v, and %s is there: %v", o.Deprecated, xDeprecation, marked)
	}
	if !marked {
		return nil, nil //nolint:nilnil // no header is a value
	}
	since, err := time.Parse(time.DateOnly, fmt.Sprint(about["since"]))
	if err != nil {
		return nil, err
	}
	all, rel := map[string]string{"Deprecation": fmt.Sprintf("@%d", since.Unix())}, "deprecation"
	if day, ok := o.Extensions[xSunset].(string); ok {
		sunset, err := time.Parse(time.DateOnly, day)
		if err != nil || sunset.Before(since) {
			return nil, fmt.Errorf("the sunset %s is no day after %s: %w", day, about["since"], err)
		}
		all["Sunset"], rel = sunset.Format(http.TimeFormat), "deprecation sunset"
	}
	if guide, ok := about["guide"]; ok {
		all["Link"] = fmt.Sprintf("<%s>; rel=%q", guide, rel)
	}
	return all, nil
}

// testNotices expects every response of a deprecated operation to describe its headers.
func testNotices(t *testing.T, op *operation) {
	t.Helper()
	notices, err := op.notices()
	if err != nil {
		t.Fatal(err)
	}
	for status, response := range op.Responses.Map() {
		for _, name := range []string{"Deprecation", "Sunset"} {
			if got, want := response.Value.Headers[name] != nil, notices[name] != ""; got != want {
				t.Errorf("%s describes %s: %v, want %v", status, name, got, want)
			}
		}
		for name := range notices {
			if response.Value.Headers[name] == nil {
				t.Errorf("%s describes no %s", status, name)
			}
		}
	}
}

// wantNotices expects of a reply that it says whether its operation is deprecated.
func wantNotices(t rapid.TB, op *operation, r reply) {
	t.Helper()
	notices, err := op.notices()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Deprecation", "Sunset"} {
		if got := strings.Join(r.header.Values(name), ", "); got != notices[name] {
			t.Errorf("%s: %d has %s: %q, want %q", r.call, r.status, name, got, notices[name])
		}
	}
	links, link := r.header.Values("Link"), notices["Link"]
	if says := strings.Contains(strings.Join(links, ", "), "deprecation"); says != (link != "") || says && !slices.Contains(links, link) {
		t.Errorf("%s: %d has Link: %q, want among them %q", r.call, r.status, links, link)
	}
}
