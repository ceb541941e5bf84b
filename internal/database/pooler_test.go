package database_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// disguise changes the number of the session in BackendKeyData, as a pooler does.
func disguise(answer []byte) {
	if i := bytes.Index(answer, []byte{'K', 0, 0, 0, 12}); i >= 0 && i+9 <= len(answer) {
		answer[i+5] ^= 1
	}
}

// TestBehindPooler: where another session may answer, none is left with prepared
// statements, unless the URL says that they may be.
func TestBehindPooler(t *testing.T) {
	for _, tc := range []struct {
		name, setting string
		disguise      bool
		want          string
	}{
		{"PostgreSQL itself", "", false, "true"},
		{"a pooler", "", true, "false"},
		{"a pooler that keeps what is prepared", "&default_query_exec_mode=cache_statement", true, "true"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := &line{disguise: tc.disguise}
			db := open(t, database.Options{URL: l.open(t, pgtest.Direct(pgtest.NewDatabase(t))) + tc.setting, PoolMax: 4, Viewer: viewer.ID})
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if got, err := read(asUser(t.Context(), "ann"), db.Driver(), whoAsks+" || $1", "!"); err != nil || got != "ann!" {
						t.Errorf("got %q, %v, want ann!", got, err)
					}
				})
			}
			wg.Wait()
			if got := text(t, db, "SELECT (count(*) > 0)::text FROM pg_prepared_statements"); got != tc.want {
				t.Errorf("statements are prepared: %s, want %s", got, tc.want)
			}
		})
	}
}
