package database_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/service/telemetry"
)

// TestMetrics: a fault of the database is seen in the metrics, by its kind.
func TestMetrics(t *testing.T) {
	t.Parallel()
	tel, err := telemetry.New(t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := pgtest.Direct(pgtest.NewDatabase(t))
	at, line := newLoser(t, server, false)
	db := open(t, database.Options{URL: at, PoolMax: 3, Meter: tel.Meter})
	has := func(when string, lines ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		tel.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		for _, want := range lines {
			if !strings.Contains(w.Body.String(), "\n"+want) {
				t.Errorf("%s: no line begins with %s in\n%s", when, want, w.Body)
			}
		}
	}
	const update = "UPDATE counted SET n = n + 1"
	run(t, db, "CREATE TABLE counted AS SELECT 1 AS n")
	run(t, db, update)
	has("at first", `db_client_connection_count{state="idle"} 1`, `db_client_connection_count{state="used"} 0`, `db_client_connection_max 3`,
		`db_client_connection_pending_requests 0`, `entask_database_repeated_total 0`, `entask_database_unknown_total 0`,
		`entask_database_connection_opened_total 1`, `entask_database_connection_closed_total{reason="lost"} 0`)

	line.lose.Store(1)
	if err := db.Driver().Exec(t.Context(), update, []any{}, nil); err == nil {
		t.Error("a statement whose reply was lost succeeded")
	}
	has("after a lost reply", `entask_database_unknown_total 1`, `entask_database_connection_closed_total{reason="lost"} 1`,
		`db_client_operation_duration_seconds_count{db_operation_name="UPDATE",db_system_name="postgresql",error_type="unknown"} 1`)

	run(t, db, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
	run(t, db, update)
	has("after a server became read-only", `entask_database_repeated_total 1`, `entask_database_connection_closed_total{reason="read_only"} 1`,
		`db_client_operation_duration_seconds_count{db_operation_name="UPDATE",db_system_name="postgresql",error_type="25006"} 1`)
}
