// Package idempotency runs a request at most once for its Idempotency-Key.
//
// The key is claimed by a statement of its own; then the request and its answer
// are written in one transaction. So a process that dies in between leaves
// nothing behind but a claim, which lapses, and a repetition is answered as the
// first time. Start with Store.Do.
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
	"github.com/entask/entask/internal/app"
	"github.com/entask/entask/internal/fault"
	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/reply"
	"github.com/entask/entask/internal/request"
)

// Replayed is the response header that marks an answer as one of before.
const Replayed = "Idempotency-Replayed"

const (
	// remembered is how long a key stands for its request.
	remembered = 24 * time.Hour
	// lease is how long a request without an answer is taken to be running. It is
	// longer than any request is allowed to take.
	lease = time.Minute
)

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

// Do implements app.Once. It returns a fault.Conflict error when the key stood
// for another request, or when its first request is still running.
func (s *Store) Do(ctx context.Context, key, operation string, req any, answer *reply.JSON, create func(context.Context, dialect.Driver) error) error {
	fingerprint, err := fingerprint(operation, req)
	if err != nil {
		return err
	}
	claim, err := s.claim(ctx, key, fingerprint)
	if err != nil {
		return err
	}
	if claim.Answer != nil {
		request.FromContext(ctx).Header.Set(Replayed, "true")
		*answer = reply.Copy(ctx, claim.Answer)
		return nil
	}
	if err := s.run(ctx, claim, answer, create); err != nil {
		return errors.Join(err, s.release(ctx, claim))
	}
	return nil
}

// fingerprint is equal for requests that ask for the same.
func fingerprint(operation string, req any) ([]byte, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(operation+"\n"), body...))
	return sum[:], nil
}

// claim returns the row of the key: ours to run, or with the answer of before.
func (s *Store) claim(ctx context.Context, key string, fingerprint []byte) (*ent.IdempotencyKey, error) {
	now := s.now()
	row, err := s.client.IdempotencyKey.Create().
		SetKey(key).
		SetFingerprint(fingerprint).
		SetLockedUntil(now.Add(lease)).
		SetExpiresAt(now.Add(remembered)).
		Save(ctx)
	if err == nil || !ent.IsConstraintError(err) {
		return row, err
	}
	row, err = s.client.IdempotencyKey.Query().Where(idempotencykey.Key(key)).Only(ctx)
	switch {
	case ent.IsNotFound(err): // its first request has failed just now
		return nil, fault.New(fault.Conflict, "A request with this Idempotency-Key was running, try again")
	case err != nil:
		return nil, err
	case row.ExpiresAt.Before(now), row.Answer == nil && row.LockedUntil.Before(now):
		return s.takeOver(ctx, row, fingerprint)
	case !bytes.Equal(row.Fingerprint, fingerprint):
		return nil, fault.New(fault.Conflict, "The Idempotency-Key was used with another body")
	case row.Answer == nil:
		return nil, fault.New(fault.Conflict, "A request with this Idempotency-Key is still running")
	}
	return row, nil
}

// takeOver claims a key that has expired or whose request has died. Of several
// that try, one does.
func (s *Store) takeOver(ctx context.Context, row *ent.IdempotencyKey, fingerprint []byte) (*ent.IdempotencyKey, error) {
	now := s.now()
	claimed, err := row.Update().
		Where(idempotencykey.LockedUntil(row.LockedUntil)).
		SetFingerprint(fingerprint).
		ClearAnswer().
		SetLockedUntil(now.Add(lease)).
		SetExpiresAt(now.Add(remembered)).
		SaveReturning(ctx)
	if ent.IsNotFound(err) {
		return nil, fault.New(fault.Conflict, "A request with this Idempotency-Key is still running")
	}
	return claimed, err
}

// run creates and keeps the answer in one transaction. A claim that another has
// taken over meanwhile undoes it all.
func (s *Store) run(ctx context.Context, claim *ent.IdempotencyKey, answer *reply.JSON, create func(context.Context, dialect.Driver) error) (err error) {
	tx, err := s.driver.Tx(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	drv := driver{tx, s.driver}
	if err := create(ctx, drv); err != nil {
		return err
	}
	_, err = s.client.WithDriver(drv).IdempotencyKey.UpdateOneID(claim.ID).
		Where(idempotencykey.LockedUntil(claim.LockedUntil)).
		SetAnswer(answer.Bytes()).
		SaveReturning(ctx)
	if ent.IsNotFound(err) {
		return fault.New(fault.Conflict, "The request took too long and was undone, try again")
	}
	if err != nil {
		return err
	}
	return tx.Commit()
}

// release gives up a claim whose request has failed, so that it can be repeated
// at once. It works even where the client has gone.
func (s *Store) release(ctx context.Context, claim *ent.IdempotencyKey) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := s.client.IdempotencyKey.DeleteOneID(claim.ID).
		Where(idempotencykey.LockedUntil(claim.LockedUntil), idempotencykey.AnswerIsNil()).
		Exec(ctx)
	return ent.MaskNotFound(err)
}

// Purge deletes every key that has expired, whosever it is, and returns how many
// there were. It must be called without a viewer. Row-level security hides the keys
// themselves from it in PostgreSQL, but for those in a view (see rest.Expires).
func (s *Store) Purge(ctx context.Context) (int64, error) {
	table := idempotencykey.Table
	if s.driver.Dialect() == dialect.Postgres {
		table += "_expired"
	}
	query, args := sql.Dialect(s.driver.Dialect()).Delete(table).Where(sql.LT(idempotencykey.FieldExpiresAt, s.now())).Query()
	var deleted sql.Result
	if err := s.driver.Exec(ctx, query, args, &deleted); err != nil {
		return 0, err
	}
	return deleted.RowsAffected()
}
