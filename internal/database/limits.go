package database

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/database/wire"
)

// idleInTransaction is how long a transaction may wait for its next statement. The service
// needs microseconds. A client that waits longer is gone, and holds locks that others wait
// for.
const idleInTransaction = 5 * time.Second

// limitTransaction ends a transaction whose client is silent. It is sent with BEGIN, so it
// also holds behind a pooler.
var limitTransaction = call{query: "SELECT set_config('idle_in_transaction_session_timeout', '" + millis(idleInTransaction) + "', true)"}

// limitSession makes PostgreSQL end what the service no longer waits for: a statement that
// runs longer than a request may, and a connection that does not acknowledge its answer.
// What the role, the database or the URL sets stays. A pooler shares its sessions between
// clients, so they keep their settings: docs/poolers.md.
func limitSession(ctx context.Context, c *pgx.Conn, statement time.Duration) error {
	return c.PgConn().Exec(ctx, `SELECT set_config(name, value, false)
FROM (VALUES ('statement_timeout', '`+millis(statement)+`'), ('tcp_user_timeout', '`+millis(wire.Silence)+`')) AS limits (name, value)
WHERE current_setting(name) = '0'`).Close()
}

func millis(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }
