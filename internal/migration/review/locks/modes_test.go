package locks

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestModesBlock asks the server what each lock keeps others from.
func TestModesBlock(t *testing.T) {
	t.Parallel()
	url := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	holder, other := pgtest.Connect(t, url), pgtest.Connect(t, url)
	exec := func(c *pgx.Conn, sql string) error {
		_, err := c.Exec(t.Context(), sql)
		return err
	}
	if err := errors.Join(exec(holder, "CREATE TABLE a (n int)"), exec(other, "SET lock_timeout = '50ms'")); err != nil {
		t.Fatal(err)
	}
	waits := func(sql string) bool {
		err := exec(other, sql)
		var failure *pgconn.PgError
		if errors.As(err, &failure) && failure.Code == "55P03" {
			return true
		}
		if err != nil {
			t.Fatal(err)
		}
		return false
	}
	for _, m := range modes {
		if err := errors.Join(exec(holder, "BEGIN"), exec(holder, "LOCK TABLE a IN "+m.Name+" MODE")); err != nil {
			t.Fatal(err)
		}
		got := blocksNothing
		if waits("INSERT INTO a VALUES (1)") {
			got = BlocksWrites
		}
		if waits("SELECT FROM a") {
			got = BlocksAll
		}
		if got != m.Blocks {
			t.Errorf("%s blocks %s, want %s", m.Name, got, m.Blocks)
		}
		seen, err := Observer{other, holder.PgConn().PID()}.Held(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, mode := range seen {
			found = found || mode == m.catalog
		}
		if !found {
			t.Errorf("pg_locks has %v, want %s", seen, m.catalog)
		}
		if err := exec(holder, "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
	}
}
