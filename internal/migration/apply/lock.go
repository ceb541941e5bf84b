package apply

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"time"
)

// lockName is the name of the Atlas CLI's lock, so that the CLI and we wait for each other.
const lockName = "atlas_migrate_execute"

// unlockTimeout is how long the server has to release the lock.
const unlockTimeout = 5 * time.Second

// lock polls: a query that waits for the lock would hold a snapshot, and another process's
// CREATE INDEX CONCURRENTLY would wait for that snapshot.
func lock(ctx context.Context, conn *sql.Conn, progress func(Progress)) (unlock func() error, err error) {
	h := fnv.New32()
	_, _ = h.Write([]byte(lockName))
	id := int64(h.Sum32())
	for said := false; ; said = true {
		var locked bool
		if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", id).Scan(&locked); err != nil {
			return nil, err
		}
		if locked {
			break
		}
		if !said {
			progress(Progress{Event: EventWaiting})
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockTimeout)
		defer cancel()
		_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", id)
		if err != nil && !errors.Is(err, driver.ErrBadConn) && !errors.Is(err, sql.ErrConnDone) { // it ends with the session
			return fmt.Errorf("release the lock on migrations: %w", err)
		}
		return nil
	}, nil
}
