// Package idempotency runs a request at most once for its Idempotency-Key.
//
// The key, the request and its answer are one transaction, and the transaction holds the
// key. While it runs, a repetition is refused as running. When it has ended, even because
// its process died, a repetition runs. There is no lease, so no clock decides. Start with
// Store.Do.
package idempotency

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/ent/idempotencykey"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/instant"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Replayed is the response header that marks a remembered answer.
const Replayed = "Idempotency-Replayed"

// remembered is how long a key belongs to its request.
const remembered = 24 * time.Hour

// Store keeps keys and answers in the database, each under its owner's policy.
type Store struct {
	driver dialect.Driver
	client *ent.Client
	now    func() time.Time
}

// New returns a store in the database of a client and its driver.
func New(client *ent.Client, drv dialect.Driver) *Store {
	return &Store{client: client, driver: drv, now: instant.Now}
}

var _ app.Once = (*Store)(nil)

// Do implements app.Once. It returns a fault.Running error while the first request of the
// key runs, and a fault.Invalid error if the key belongs to another request.
func (s *Store) Do(ctx context.Context, key, operation string, req any, answer *reply.JSON, create func(context.Context, dialect.Driver) error) (err error) {
	fingerprint, err := fingerprint(operation, req)
	if err != nil {
		return err
	}
	tx, err := s.driver.Tx(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // without COMMIT nothing is done
		}
	}()
	drv := driver{tx, s.driver}
	keys := s.client.WithDriver(drv).IdempotencyKey
	before, err := s.find(ctx, drv, keys, key)
	if err != nil {
		return err
	}
	if !s.stands(before) {
		if err := create(ctx, drv); err != nil {
			return err
		}
		if err := s.keep(ctx, keys, before, key, fingerprint, kept(answer.Bytes())); err != nil {
			return err
		}
		return tx.Commit()
	}
	if !bytes.Equal(before.Fingerprint, fingerprint) {
		return otherRequest()
	}
	if bytes.Equal(before.Answer, tooLarge) {
		return notKept()
	}
	request.Header(ctx).Set(Replayed, "true")
	*answer = reply.Copy(ctx, before.Answer)
	return tx.Rollback()
}

// fingerprint is equal for equal requests.
func fingerprint(operation string, req any) ([]byte, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(operation+"\n"), body...))
	return sum[:], nil
}

// stands says whether a row holds an answer that has not expired.
func (s *Store) stands(row *ent.IdempotencyKey) bool {
	return row != nil && row.Answer != nil && !row.ExpiresAt.Before(s.now())
}

// find returns the row of a key, or nil if there is none. The transaction holds the key,
// unless the row stands and the key need not be held.
func (s *Store) find(ctx context.Context, drv dialect.Driver, keys *ent.IdempotencyKeyClient, key string) (*ent.IdempotencyKey, error) {
	held, err := hold(ctx, drv, key)
	if err != nil {
		return nil, err
	}
	row, err := keys.Query().Where(idempotencykey.Key(key)).Only(ctx)
	if ent.IsNotFound(err) {
		row, err = nil, nil
	}
	switch {
	case err != nil || s.stands(row):
		return row, err
	case !held && request.AttemptsOf(ctx).Again():
		return nil, retry.Safe(running()) // the previous attempt of this request, whose session is about to end
	case !held:
		return nil, running()
	case row != nil && row.Answer == nil && row.LockedUntil != nil && row.LockedUntil.After(s.now()):
		return nil, running() // in a replica of the previous release, which holds keys by time
	}
	return row, nil
}

// hold takes the key of the viewer until the transaction ends, or returns false if another
// transaction has it. SQLite has one writer at a time, which is this transaction. In
// PostgreSQL the lock only spares a repetition the wait: the unique index of keys decides.
func hold(ctx context.Context, drv dialect.Driver, key string) (bool, error) {
	if drv.Dialect() != dialect.Postgres {
		return true, nil
	}
	user, _ := viewer.ID(ctx)
	var rows sql.Rows
	err := drv.Query(ctx, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", []any{user + "\n" + key}, &rows)
	if err != nil {
		return false, err
	}
	held, err := sql.ScanBool(rows)
	return held, errors.Join(err, rows.Close())
}

// mostKept is how many bytes an answer may have that is kept. tooLarge stands for a longer one,
// and is no JSON.
const mostKept = 1 << 20

var tooLarge = []byte("-")

// kept returns what is kept of an answer.
func kept(answer []byte) []byte {
	if len(answer) > mostKept {
		return tooLarge
	}
	return answer
}

// keep writes the answer for the key, in place of an expired one. The quota of a user's keys
// (see ent/schema) is kept by the statement that inserts.
func (s *Store) keep(ctx context.Context, keys *ent.IdempotencyKeyClient, before *ent.IdempotencyKey, key string, fingerprint, answer []byte) error {
	expires := s.now().Add(remembered)
	if before != nil {
		if err := keys.DeleteOne(before).Exec(ctx); err != nil && !ent.IsNotFound(err) { // or it was purged meanwhile
			return err
		}
	}
	err := keys.Create().SetKey(key).SetFingerprint(fingerprint).SetAnswer(answer).SetExpiresAt(expires).Exec(ctx)
	if ent.IsConstraintError(err) {
		return running() // a request that did not take the lock was first
	}
	return err
}

func running() error {
	return fault.New(fault.Running, "A request with this Idempotency-Key is still running")
}

func notKept() error {
	return fault.New(fault.Conflict, "The request with this Idempotency-Key was done, and its answer was too large to be kept")
}

func otherRequest() error {
	const msg = "The Idempotency-Key was used with another body"
	return &fault.Error{Kind: fault.Invalid, Detail: msg, Fields: []fault.Field{
		{Loc: []any{"header", "Idempotency-Key"}, Msg: "was used with another request", Type: "idempotency_key_reused"},
	}}
}
