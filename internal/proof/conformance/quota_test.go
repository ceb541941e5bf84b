package conformance_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

const receiptQuota = `"The quota is used up: one user may have at most 101 Receipts"`

// receipts returns the application bulk, in which ann has n receipts, and the path of the last.
func receipts(t *testing.T, url string, n int) (api http.Handler, sent *harness.Statements, path string) {
	t.Helper()
	api, sent = applications["bulk"].Start(t, url)
	batch := "[" + strings.TrimSuffix(strings.Repeat(`{"text": "a"},`, n-1), ",") + "]"
	harness.Send(t, api, "ann", "POST", "/api/receipts/batch", batch)
	last := harness.Send(t, api, "ann", "POST", "/api/receipts", `{"text": "a"}`)
	if last.Code != http.StatusCreated {
		t.Fatalf("got %d %s", last.Code, last.Body)
	}
	return api, sent, last.Header().Get("Location")
}

// TestQuotaByHand: an operation that is written by hand inserts through Ent, so it is held to
// the quota too; and the quota costs no statement more.
func TestQuotaByHand(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		api, sent, path := receipts(t, url, 100)
		for _, want := range []struct {
			status int
			detail string
			sent   string
		}{
			{http.StatusOK, "", "SELECT INSERT"},
			{http.StatusConflict, receiptQuota, "SELECT INSERT"},
		} {
			sent.Reset()
			got := harness.Send(t, api, "ann", "POST", path+"/copies", "")
			if got.Code != want.status || !strings.Contains(got.Body.String(), want.detail) || sent.Words() != want.sent {
				t.Errorf("got %d %s by %s, want %d %s by %s", got.Code, got.Body, sent.Words(), want.status, want.detail, want.sent)
			}
		}
		sent.Reset()
		if got := harness.Send(t, api, "ann", "POST", "/api/receipts", `{"text": "a"}`); got.Code != http.StatusConflict || sent.Words() != "INSERT" {
			t.Errorf("got %d by %s, want 409 by one INSERT", got.Code, sent.Words())
		}
	})
}

// TestQuotaOfRepetitions: the create that used up the quota is answered again when it is sent
// again, alone and in a batch; for another one there is no room.
func TestQuotaOfRepetitions(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		api, _, _ := receipts(t, url, 100)
		const last, another = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0f"
		for _, want := range []struct {
			status   int
			path, id string
		}{
			{http.StatusCreated, "receipts", last},
			{http.StatusOK, "receipts", last},
			{http.StatusCreated, "receipts/batch", last},
			{http.StatusConflict, "receipts", another},
			{http.StatusConflict, "receipts/batch", another},
		} {
			body := `{"text": "a", "id": "` + want.id + `"}`
			if strings.HasSuffix(want.path, "batch") {
				body = "[" + body + "]"
			}
			got := harness.Send(t, api, "ann", "POST", "/api/"+want.path, body)
			if got.Code != want.status || got.Code == http.StatusConflict && !strings.Contains(got.Body.String(), receiptQuota) {
				t.Errorf("POST %s with the id %s: got %d %s, want %d", want.path, want.id, got.Code, got.Body, want.status)
			}
		}
	})
}

// TestQuotaAtOnce: of requests at the same moment, each counts what others have committed: n of
// them exceed the quota by n-1 rows at most, and what comes later not at all.
func TestQuotaAtOnce(t *testing.T) {
	api, _, _ := receipts(t, pgtest.NewDatabase(t), 100)
	const n = 5
	var made, refused, others int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			got := harness.Send(t, api, "ann", "POST", "/api/receipts", `{"text": "a"}`)
			mu.Lock()
			defer mu.Unlock()
			switch got.Code {
			case http.StatusCreated:
				made++
			case http.StatusConflict:
				refused++
			default:
				others++
			}
		})
	}
	all.Wait()
	if made < 1 || made > n || made+refused != n {
		t.Errorf("%d were created, %d refused and %d answered otherwise, want 1 to %d and the rest refused", made, refused, others, n)
	}
	if got := harness.Send(t, api, "ann", "POST", "/api/receipts", `{"text": "a"}`); got.Code != http.StatusConflict {
		t.Errorf("afterwards: got %d, want 409", got.Code)
	}
	if got := harness.Send(t, api, "bob", "POST", "/api/receipts", `{"text": "a"}`); got.Code != http.StatusCreated {
		t.Errorf("another user: got %d, want 201", got.Code)
	}
}

// TestQuotaPlan: an insert counts in an index that begins with the owner, and PostgreSQL does not
// plan it anew each time, not even for an owner who has much less than the average.
func TestQuotaPlan(t *testing.T) {
	url := pgtest.NewDatabase(t)
	db := harness.Connect(t, url)
	applications["bulk"].Create(t, db)
	for _, fill := range []string{
		`INSERT INTO receipts (id, user_id, created_at, updated_at, text) SELECT gen_random_uuid(), 'user-' || i % 200, now(), now(), 'a' FROM generate_series(1, 20000) i`,
		"ANALYZE receipts",
	} {
		if _, err := db.SQL().ExecContext(t.Context(), fill); err != nil {
			t.Fatal(err)
		}
	}
	sent := &recorder{Driver: db.Driver()}
	api := harness.Serve(t, applications["bulk"].Open(sent))
	insert := sent.record(func() { harness.Send(t, api, "ann", "POST", "/api/receipts/batch", `[{"text": "a"}]`) })[0]
	conn, err := pgx.Connect(t.Context(), pgtest.Direct(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Prepare(t.Context(), "insert", insert.sql); err != nil {
		t.Fatal(err)
	}
	var whole, by, read int // what the last insert has read
	for range 10 {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), "DELETE FROM receipts WHERE user_id = 'ann'"); err != nil {
			t.Fatal(err)
		}
		const scans = "SELECT seq_scan - $1, idx_scan - $2, seq_tup_read + idx_tup_fetch - $3 FROM pg_stat_xact_user_tables WHERE relname = 'receipts'"
		if err := tx.QueryRow(t.Context(), scans, 0, 0, 0).Scan(&whole, &by, &read); err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), "insert", insert.args...); err != nil {
			t.Fatalf("%v\n%s", err, insert.sql)
		}
		if err := tx.QueryRow(t.Context(), scans, whole, by, read).Scan(&whole, &by, &read); err != nil {
			t.Fatal(err)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var custom int
	if err := conn.QueryRow(t.Context(), "SELECT custom_plans FROM pg_prepared_statements WHERE name = 'insert'").Scan(&custom); err != nil {
		t.Fatal(err)
	}
	if custom > 5 { // after which PostgreSQL decides
		t.Errorf("%d of 10 inserts were planned for their owner, want 5\n%s", custom, insert.sql)
	}
	if whole != 0 || by == 0 || read > 2 { // ann has at most the row that was deleted
		t.Errorf("the quota is counted by %d scans of the table and %d of an index, which read %d rows", whole, by, read)
	}
}
