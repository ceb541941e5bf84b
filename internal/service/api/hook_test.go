package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"entgo.io/ent"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/rest"
)

// TestHookRefuses: what a hook refuses by rest.Invalid is 422 at the field, in every
// operation that writes, and nothing is written.
func TestHookRefuses(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		handler, sent := newBulk(t, url, refuseBad)
		made := harness.Send(t, handler, "ann", "POST", "/api/labels", `{"name": "good"}`)
		label := made.Header().Get("Location")
		ids := `"ids": ["` + label[strings.LastIndex(label, "/")+1:] + `"]`
		const name, starred = `"name"],"msg":"must not be bad","type":"value_error"`, `"starred"],"msg":"must not shine","type":"value_error"`
		for _, tc := range []struct {
			name, method, path, body string
			header                   []string
			words                    string
			errors                   []string
		}{
			{"create", "POST", "/api/labels", `{"name": "bad"}`, nil, "", []string{`["body",` + name}},
			{"create with a key", "POST", "/api/labels", `{"name": "bad"}`, []string{"Idempotency-Key", "k"}, "BEGIN SELECT ROLLBACK", []string{`["body",` + name}},
			{"two rules", "POST", "/api/labels", `{"name": "bad", "starred": true}`, nil, "", []string{`["body",` + name, `["body",` + starred}},
			{"put", "PUT", label, `{"name": "bad"}`, nil, "", []string{`["body",` + name}},
			{"patch", "PATCH", label, `{"name": "bad"}`, nil, "", []string{`["body",` + name}},
			{"toggle", "PATCH", label + "/star", ``, nil, "", []string{`["body",` + starred}},
			{"set a toggle", "PATCH", label + "/star", `{"starred": true}`, nil, "", []string{`["body",` + starred}},
			{"create many", "POST", "/api/labels/batch", `[{"name": "a"}, {"name": "bad"}]`, nil, "", []string{`["body",1,` + name}},
			{"change many", "PATCH", "/api/labels/batch", `{` + ids + `, "change": {"name": "bad"}}`, nil, "", []string{`["body","change",` + name}},
		} {
			t.Run(tc.name, func(t *testing.T) {
				sent.Reset()
				got := harness.Send(t, handler, "ann", tc.method, tc.path, tc.body, tc.header...)
				want := fmt.Sprintf(`"errors":[{"loc":%s}]`, strings.Join(tc.errors, `},{"loc":`))
				if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), want) {
					t.Errorf("got %d %s, want 422 and %s", got.Code, got.Body, want)
				}
				if words := sent.Words(); words != tc.words {
					t.Errorf("statements: %q, want %q", words, tc.words)
				}
			})
		}
		if got := harness.Send(t, handler, "ann", "GET", label, ""); got.Body.String() != made.Body.String() {
			t.Errorf("got %s, want it as it was made: %s", got.Body, made.Body)
		}
	})
}

// refuseBad refuses a name, and a label that would be starred.
func refuseBad(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		var errs []error
		if name, _ := m.Field("name"); name == "bad" {
			errs = append(errs, rest.Invalid("name", "must not be bad"))
		}
		if starred, _ := m.Field("starred"); starred == true || rest.Flips(m, "starred") {
			errs = append(errs, rest.Invalid("starred", "must not shine"))
		}
		if len(errs) > 0 {
			return nil, errors.Join(errs...)
		}
		return next.Mutate(ctx, m)
	})
}
