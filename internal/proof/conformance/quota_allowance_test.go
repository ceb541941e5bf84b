package conformance_test

import (
	"fmt"
	"net/http"
	"testing"

	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// TestQuotaAllowance: who has more than a tenth of the quota left is not counted for the next
// thousandth of it, which is by how much the quota can be exceeded; who has less left is counted
// with each insert.
func TestQuotaAllowance(t *testing.T) {
	url := pgtest.NewDatabase(t)
	db := harness.Connect(t, url)
	applications["bulk"].Create(t, db)
	was := bulk.ReceiptQuota.Rows
	bulk.ReceiptQuota.Rows = 2000
	t.Cleanup(func() { bulk.ReceiptQuota.Rows = was })
	api := harness.Serve(t, applications["bulk"].Open(db.Driver()))
	const user = "carl"
	have := func(n int) {
		t.Helper()
		for _, change := range []string{
			"DELETE FROM receipts",
			fmt.Sprintf(`INSERT INTO receipts (id, user_id, created_at, updated_at, text) SELECT gen_random_uuid(), '%s', now(), now(), 'a' FROM generate_series(1, %d)`, user, n),
		} {
			if _, err := db.SQL().ExecContext(t.Context(), change); err != nil {
				t.Fatal(err)
			}
		}
	}
	create := func(when string, want int) {
		t.Helper()
		if got := harness.Send(t, api, user, "POST", "/api/receipts", `{"text": "a"}`); got.Code != want {
			t.Errorf("%s: got %d %s, want %d", when, got.Code, got.Body, want)
		}
	}
	have(1800)
	create("with a tenth left", http.StatusCreated)
	have(2000)
	create("the first without a count", http.StatusCreated)
	create("the second without a count", http.StatusCreated)
	create("the next", http.StatusConflict)
	have(1801)
	create("with less than a tenth left", http.StatusCreated)
	have(2000)
	create("at the quota", http.StatusConflict)
}
