package database

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database/codec"
)

// verdict says whether the replica may answer, or why not.
type verdict string

const (
	proven      verdict = "proven"
	behind      verdict = "behind"      // it has not replayed what the primary has done
	promoted    verdict = "promoted"    // it is no standby
	isolated    verdict = "isolation"   // its snapshots are older than its statements
	stranger    verdict = "stranger"    // it follows another history: another database, another timeline
	distributed verdict = "distributed" // of Citus, whose other machines it says nothing about
	freed       verdict = "unwalled"    // row-level security does not hold for its role
	unreachable verdict = "unreachable"
	refusedIt   verdict = "refused"  // it has answered with an error
	noPosition  verdict = "position" // the primary did not say how far it is
	untried     verdict = "untried"
)

// reasons are the verdicts for which the primary answers.
var reasons = []verdict{behind, promoted, isolated, stranger, distributed, freed, unreachable, refusedIt, noPosition, untried}

// The proofs are sent before a statement in one flush. With READ COMMITTED, the statement
// takes its snapshot after them, so it sees all that was replayed by then. $1 is the viewer,
// and $2 the position of the primary.
//
// A position counts for one history alone. The history of a session is that of its server:
// the server goes forward on it as long as the session lives. So a session has to prove it
// once for each timeline of the primary, with $3. A control file names the timeline some time
// after it has been reached, never before. Then it also proves that row-level security holds
// for its role in the tables $4, unless that is null.
const (
	isStandby = ` CASE WHEN NOT pg_is_in_recovery() THEN 'promoted'`
	follows   = `
WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN 'distributed'
WHEN (` + askHistory + `) || ' ' || greatest((SELECT timeline_id FROM pg_control_checkpoint()), (SELECT min_recovery_end_timeline FROM pg_control_recovery())) <> $3::text THEN 'stranger'`
	isThere = `
WHEN current_setting('transaction_isolation') <> 'read committed' THEN 'isolation'
WHEN NOT coalesce(pg_last_wal_replay_lsn() >= $2::text::pg_lsn, false) THEN 'behind'
ELSE 'proven' END`

	// askHistory asks which database of which cluster this is.
	askHistory = `SELECT system_identifier || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()`

	setsViewer, hasNone = "SELECT set_config('app.user_id', $1, true),", "SELECT $1::text,"
)

// isHeld compares with the walls that must hold.
var isHeld = `
WHEN $4::text[] IS NOT NULL AND (` + strings.Replace(unwalled, "$1", "$4::text[]", 1) + `) <> '' THEN 'unwalled'`

// proofs are by whether there is a viewer, and whether the session has to be proven.
var proofs = map[[2]bool]string{
	{true, false}:  setsViewer + isStandby + isThere,
	{true, true}:   setsViewer + isStandby + follows + isHeld + isThere,
	{false, false}: hasNone + isStandby + isThere,
	{false, true}:  hasNone + isStandby + follows + isHeld + isThere,
}

const (
	// replicaPatience is how long a statement waits for a connection to the replica.
	replicaPatience = 250 * time.Millisecond
	// historyKey is where a session keeps the history that it has proven.
	historyKey = "entask history"
)

// send has the replica prove the position and answer the statement, in one round trip. It
// returns rows only with the verdict proven, and an error only with unreachable and refused.
func (r *replica) send(ctx context.Context, at position, s call) (*codec.Rows, verdict, error) {
	free, cancel := context.WithTimeout(ctx, replicaPatience)
	c, err := r.pool.Acquire(free)
	cancel()
	if err != nil {
		return nil, unreachable, err
	}
	defer giveBack(c)
	begin := time.Now()
	rows, why, err := r.prove(ctx, c.Conn(), at, s)
	r.primary.meter.record(ctx, s.query, time.Since(begin), err)
	if err == nil {
		return rows, why, nil
	}
	if pgErr, answered := errors.AsType[*pgconn.PgError](err); answered && refused(pgErr) {
		return nil, refusedIt, err
	}
	return nil, unreachable, err
}

func (r *replica) prove(ctx context.Context, conn *pgx.Conn, at position, s call) (*codec.Rows, verdict, error) {
	id, viewed := r.primary.viewer(ctx)
	session := sessionOf(conn)
	known, history := conn.PgConn().CustomData(), r.history+" "+at.timeline
	again := r.pooled || session.mode != pgx.QueryExecModeCacheStatement || known[historyKey] != history
	proof := call{query: proofs[[2]bool{viewed, again}], args: []any{id, at.text}}
	if again {
		proof.args = append(proof.args, history, r.walls)
	}
	why := unreachable
	proof.row = func(values [][]byte) { why = verdict(values[1]) }
	calls := []call{proof}
	if viewed && s.seal != nil {
		calls = append(calls, s.ahead(id))
	}
	rows, err := session.run(ctx, append(calls, s)...)
	if err != nil {
		return nil, why, err
	}
	if why != proven {
		_ = rows.Close() // never fails
		return nil, why, nil
	}
	if again {
		known[historyKey] = history
	}
	return rows, proven, nil
}
