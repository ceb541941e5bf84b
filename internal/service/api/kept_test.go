package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	graphrest "github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/request"
)

// TestKeptCosts: an erasure costs more of the limit for each row that it finds kept, until the
// limit is used up. That is no refusal.
func TestKeptCosts(t *testing.T) {
	made := graphrest.NewApp(&graphrest.CRUD{})
	priced := bytes.ReplaceAll(made.Document, []byte("\"x-cost\": {\n          \"price\": 10\n"), []byte("\"x-cost\": {\"price\": 10, \"kept\": 2\n"))
	if bytes.Equal(priced, made.Document) {
		t.Fatal("the document has no erasure")
	}
	made.Document = priced
	made.Serve = func(parts app.Parts) (http.Handler, error) {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			request.InboundOf(r.Context()).Request = r
			ctx, err := parts.Authenticate(r.Context(), "EraseMe")
			paid := 0
			for err == nil && request.Pay(ctx) {
				paid++
			}
			_, _ = fmt.Fprint(w, paid, " ", err)
		}), nil
	}
	limited, _ := harness.ServeLimited(t, made, 31)
	w := harness.Send(t, limited, "ann", http.MethodDelete, "/api/me?confirm=ann", "")
	if got := w.Body.String(); got != "10 <nil>" { // of the 21 that the erasure itself leaves
		t.Errorf("%s rows were paid for, want 10", got)
	}
	if h := w.Header(); h.Get("RateLimit-Remaining") != "1" || h.Get("Retry-After") != "" {
		t.Errorf("the header is %v, want one that is left, and nothing to wait for", h)
	}
}
