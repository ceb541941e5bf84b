package idempotency

import (
	"context"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/runtime/statement"
)

// driver sends statements to a transaction that somebody else ends.
type driver struct {
	tx dialect.Tx
	of dialect.Driver
}

// Exec implements dialect.Driver.
func (d driver) Exec(ctx context.Context, query string, args, v any) error {
	return d.tx.Exec(ctx, query, args, v)
}

// Query implements dialect.Driver.
func (d driver) Query(ctx context.Context, query string, args, v any) error {
	return d.tx.Query(ctx, query, args, v)
}

// Tx implements dialect.Driver: what begins here is part of the transaction.
func (d driver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

// Close implements dialect.Driver.
func (driver) Close() error { return nil }

// Dialect implements dialect.Driver.
func (d driver) Dialect() string { return d.of.Dialect() }

// Spreads is that of the driver that began the transaction (see statement.Spreads).
func (d driver) Spreads() bool { return statement.Spreads(d.of) }
