package database

import (
	"context"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/statement"
)

// admitted is a driver that asks before each statement and transaction whether it may begin.
// Statements of a transaction are not asked about: their connection is taken.
type admitted struct {
	dialect.Driver
	admit func(context.Context) error
}

func admit(drv dialect.Driver, o Options) dialect.Driver {
	if o.Admit == nil {
		return drv
	}
	return &admitted{drv, o.Admit}
}

// Spreads is that of the driver behind.
func (d *admitted) Spreads() bool { return statement.Spreads(d.Driver) }

// Exec implements dialect.Driver.
func (d *admitted) Exec(ctx context.Context, query string, args, v any) error {
	if err := d.admit(ctx); err != nil {
		return err
	}
	return d.Driver.Exec(ctx, query, args, v)
}

// Query implements dialect.Driver.
func (d *admitted) Query(ctx context.Context, query string, args, v any) error {
	if err := d.admit(ctx); err != nil {
		return err
	}
	return d.Driver.Query(ctx, query, args, v)
}

// Tx implements dialect.Driver.
func (d *admitted) Tx(ctx context.Context) (dialect.Tx, error) {
	if err := d.admit(ctx); err != nil {
		return nil, err
	}
	return d.Driver.Tx(ctx)
}

// BeginTx begins a transaction with options, as Ent's own driver does.
func (d *admitted) BeginTx(ctx context.Context, o *entsql.TxOptions) (dialect.Tx, error) {
	if err := d.admit(ctx); err != nil {
		return nil, err
	}
	type beginner interface {
		BeginTx(ctx context.Context, o *entsql.TxOptions) (dialect.Tx, error)
	}
	return d.Driver.(beginner).BeginTx(ctx, o) //nolint:forcetypeassert // both drivers of Open are
}
