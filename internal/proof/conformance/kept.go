package conformance

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// wantKept expects that a browser keeps only what has an entity tag, for the token that it was
// asked with, and asks each time whether it is still the same.
func wantKept(t rapid.TB, r reply) {
	t.Helper()
	want, tagged := "no-store", r.header.Get("ETag") != ""
	if tagged {
		want = "private, no-cache"
	}
	if got := r.header.Get("Cache-Control"); got != want {
		t.Errorf("%s: %d has Cache-Control %q, want %q", r.call, r.status, got, want)
	}
	vary := strings.Split(strings.ReplaceAll(strings.Join(r.header.Values("Vary"), ","), " ", ""), ",")
	if tagged && !slices.Contains(vary, "Authorization") {
		t.Errorf("%s: %d has an entity tag and Vary %q, want it to name Authorization", r.call, r.status, vary)
	}
}
