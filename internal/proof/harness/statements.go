package harness

import (
	"context"
	"strings"
	"sync"

	"entgo.io/ent/dialect"
)

// Statements is a driver that keeps the first word of every statement.
type Statements struct {
	dialect.Driver

	mu    sync.Mutex
	words []string
}

// Reset forgets the words.
func (s *Statements) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.words = nil
}

// Words returns the first words of the statements since the last reset.
func (s *Statements) Words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.words, " ")
}

func (s *Statements) note(query string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !strings.Contains(query, "pg_try_advisory_xact_lock") { // which SQLite has no need of
		s.words = append(s.words, strings.Fields(query)[0])
	}
}

// Exec implements dialect.Driver.
func (s *Statements) Exec(ctx context.Context, query string, args, v any) error {
	s.note(query)
	return s.Driver.Exec(ctx, query, args, v)
}

// Query implements dialect.Driver.
func (s *Statements) Query(ctx context.Context, query string, args, v any) error {
	s.note(query)
	return s.Driver.Query(ctx, query, args, v)
}

// Tx implements dialect.Driver.
func (s *Statements) Tx(ctx context.Context) (dialect.Tx, error) {
	s.note("BEGIN")
	tx, err := s.Driver.Tx(ctx)
	return &transaction{tx, s}, err
}

// transaction notes what is sent in a transaction, and how it ends.
type transaction struct {
	dialect.Tx
	to *Statements
}

func (t *transaction) Exec(ctx context.Context, query string, args, v any) error {
	t.to.note(query)
	return t.Tx.Exec(ctx, query, args, v)
}

func (t *transaction) Query(ctx context.Context, query string, args, v any) error {
	t.to.note(query)
	return t.Tx.Query(ctx, query, args, v)
}

func (t *transaction) Commit() error {
	t.to.note("COMMIT")
	return t.Tx.Commit()
}

func (t *transaction) Rollback() error {
	t.to.note("ROLLBACK")
	return t.Tx.Rollback()
}
