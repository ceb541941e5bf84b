package database

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/runtime/retry"
)

func TestOutcome(t *testing.T) {
	refused := func(code string) error {
		return &pgconn.PgError{Code: code, SeverityUnlocalized: "ERROR", Routine: "exec"}
	}
	ended := func(code, routine string) error {
		return &pgconn.PgError{Code: code, SeverityUnlocalized: "FATAL", Routine: routine}
	}
	replanned := &pgconn.PgError{Code: "0A000", SeverityUnlocalized: "ERROR", Routine: "RevalidateCachedQuery"}
	const safe, unknown, plain = "safe", "unknown", "not marked"
	sent, sentAndClosed, unsentAndClosed := fate{sent: true}, fate{sent: true, closed: true}, fate{closed: true}
	late := fate{sent: true, closed: true, took: time.Minute}
	for _, tc := range []struct {
		name          string
		fate          fate
		err           error
		alone, within string // a statement that is a transaction, or one before COMMIT
	}{
		{"no error", sent, nil, plain, plain},
		{"the answer is lost", sentAndClosed, io.EOF, unknown, safe},
		{"time ran out", sentAndClosed, context.DeadlineExceeded, unknown, safe},
		{"the connection was dead", unsentAndClosed, io.EOF, safe, safe},
		{"an argument that cannot be sent", fate{}, errors.New("encode"), plain, plain},
		{"a unique value is taken", sent, refused("23505"), plain, plain},
		{"refused, and the connection ended", sentAndClosed, refused("23505"), plain, plain},
		{"a deadlock", sent, refused("40P01"), safe, safe},
		{"a serialization failure", sent, refused("40001"), safe, safe},
		{"the server takes no writes", sent, refused("25006"), safe, safe},
		{"cancelled", sent, refused("57014"), plain, plain},
		{"a migration changed the type", sent, replanned, safe, safe},
		{"the server is stopping", sentAndClosed, ended("57P01", "ProcessInterrupts"), safe, safe},
		{"the session was ended, long after", late, ended("57P01", "ProcessInterrupts"), plain, safe},
		{"a pooler says that the server is stopping", sentAndClosed, ended("57P01", ""), unknown, safe},
		{"idle for too long in a transaction", sentAndClosed, ended("25P03", "ProcessInterrupts"), safe, safe},
		{"a pooler has lost its server", sentAndClosed, ended("08P01", ""), unknown, safe},
		{"the session ended while it was described", unsentAndClosed, ended("57P01", "ProcessInterrupts"), safe, safe},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for how, got := range map[string]struct {
				err  error
				want string
			}{
				"alone":  {tc.fate.outcome(tc.err), tc.alone},
				"within": {tc.fate.uncommitted(tc.err), tc.within},
			} {
				mark := plain
				switch {
				case retry.IsUnknown(got.err):
					mark = unknown
				case retry.IsSafe(got.err):
					mark = safe
				}
				if mark != got.want || !errors.Is(got.err, tc.err) {
					t.Errorf("%s: %v is %s, want %s", how, got.err, mark, got.want)
				}
			}
		})
	}
}
