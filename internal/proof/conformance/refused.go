package conformance

import (
	"net/http"
	"slices"

	"pgregory.net/rapid"
)

// wantRefused expects 422 with exactly these places, each an array that begins with body,
// query, path or header.
func wantRefused(t rapid.TB, r reply, want ...[]any) {
	t.Helper()
	wantPlaces(t, r.want(t, http.StatusUnprocessableEntity), want...)
}

// wantPlaces expects a problem with exactly these places.
func wantPlaces(t rapid.TB, r reply, want ...[]any) {
	t.Helper()
	got := places(t, r)
	var wanted []string
	for _, loc := range want {
		wanted = append(wanted, string(encode(t, loc)))
	}
	slices.Sort(wanted)
	if !slices.Equal(got, slices.Compact(wanted)) {
		t.Errorf("%s: got errors at %s, want them at %s\n%s", r.call, got, wanted, clip(string(r.raw)))
	}
}

// places are the distinct errors[].loc of a problem, in order.
func places(t rapid.TB, r reply) []string {
	t.Helper()
	errors, _ := r.row(t)["errors"].([]any)
	var all []string
	for _, e := range errors {
		broken, _ := e.(map[string]any)
		all = append(all, string(encode(t, broken["loc"])))
		if msg, _ := broken["msg"].(string); msg == "" {
			t.Errorf("%s: an error at %s says nothing", r.call, all[len(all)-1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func inBody(loc []any) []any { return slices.Concat([]any{"body"}, loc) }
