package conformance_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	bulk "github.com/entask/entask/internal/generate/testdata/bulk/ent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// guarded is what the quota adds to an insert.
var guarded = regexp.MustCompile(`CASE WHEN NOT EXISTS .* THEN CAST\((\$\d+) AS uuid\) END`)

// BenchmarkQuota inserts a receipt for owners of several sizes, as the service does it and without
// the quota, and undoes it. It reports the processor time of PostgreSQL, which other work on the
// machine changes less than the time that passes.
func BenchmarkQuota(b *testing.B) {
	url := pgtest.NewDatabase(b)
	db := harness.Connect(b, url)
	applications["bulk"].Create(b, db)
	was := *bulk.ReceiptQuota
	bulk.ReceiptQuota.Rows = 100_000
	b.Cleanup(func() { *bulk.ReceiptQuota = was })
	sent := &recorder{Driver: db.Driver()}
	api := harness.Serve(b, applications["bulk"].Open(sent))
	insert := sent.record(func() { harness.Send(b, api, "ann", "POST", "/api/receipts/batch", `[{"text": "a"}]`) })[0]
	service := pgtest.AsService(b, pgtest.Direct(url))
	sizes := []int{10, 1000, 10_000, 99_000}
	exec := func(sql string) {
		if _, err := db.SQL().ExecContext(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	for _, n := range sizes {
		exec(fmt.Sprintf(`INSERT INTO receipts (id, user_id, created_at, updated_at, text) SELECT gen_random_uuid(), 'user-%d', now() - i * interval '1 s', now(), 'a' FROM generate_series(1, %[1]d) i`, n))
	}
	exec(`INSERT INTO receipts (id, user_id, created_at, updated_at, text) SELECT gen_random_uuid(), 'other-' || i % 1000, now() - i * interval '1 s', now(), 'a' FROM generate_series(1, 20000) i`)
	exec("DELETE FROM receipts WHERE user_id = 'ann'")
	exec("VACUUM ANALYZE receipts")
	for _, n := range sizes {
		user := fmt.Sprintf("user-%d", n)
		args := make([]any, len(insert.args))
		for i, arg := range insert.args {
			if args[i] = arg; arg == "ann" {
				args[i] = user
			}
		}
		b.Run(fmt.Sprintf("rows=%d/without", n), func(b *testing.B) {
			insertAndUndo(b, service, user, withoutQuota(insert.sql), args)
		})
		b.Run(fmt.Sprintf("rows=%d/with", n), func(b *testing.B) { insertAndUndo(b, service, user, insert.sql, args) })
	}
}

// withoutQuota returns an insert without its quota, but with all arguments.
func withoutQuota(sql string) string {
	owner := regexp.MustCompile(`= \(SELECT (\$\d+)\)`).FindStringSubmatch(sql)[1]
	return "WITH unused AS (SELECT " + owner + "::text) " + guarded.ReplaceAllString(sql, "$1")
}

// insertAndUndo sends an insert as the role that serves.
func insertAndUndo(b *testing.B, url, user, sql string, args []any) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(b.Context(), "SELECT set_config('app.user_id', $1, false)", user); err != nil {
		b.Fatal(err)
	}
	before := ticks(b, conn)
	for b.Loop() {
		tx, err := conn.Begin(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Exec(b.Context(), sql, args...); err != nil {
			b.Fatalf("%v\n%s", err, sql)
		}
		if err := tx.Rollback(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(ticks(b, conn)-before)*1e4/float64(b.N), "cpu-µs/op")
}

// ticks is the processor time of the server's process, in hundredths of a second.
func ticks(b *testing.B, conn *pgx.Conn) int {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", conn.PgConn().PID()))
	if err != nil {
		b.Skip(err)
	}
	fields := strings.Fields(string(raw)[strings.LastIndex(string(raw), ")"):])
	user, _ := strconv.Atoi(fields[12])
	system, _ := strconv.Atoi(fields[13])
	return user + system
}
