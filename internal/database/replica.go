package database

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/entask/entask/internal/database/codec"
)

// reader is a driver that lets a standby answer a SELECT outside of a transaction. No answer
// shows that: whoever reads sees every change that was committed before the statement began,
// whoever made it, through whichever copy of the service.
//
// Before the statement is sent, the primary says how far its write-ahead log reaches. This
// position is at or after each change that anybody has an answer for. The standby answers
// only if it has replayed the log to there, and says so in the same round trip, before it
// takes the snapshot of the statement (replica_proof.go). Whatever else happens, the primary
// answers. So nothing has to be known of the user, the client or the other copies.
//
// The question to the primary is short, and all statements that wait share one
// (replica_position.go). The standby is waited for briefly (replica_watch.go).
type reader struct {
	*native
	replica *replica
}

var _ dialect.Driver = (*reader)(nil)

// replica is a standby that may answer.
type replica struct {
	primary    *native
	pool       *pgxpool.Pool
	statements *lookout
	positions  *positions
	pooled     bool     // a pooler may send each transaction to another server
	history    string   // that of the primary, once it is known
	walls      []string // the tables in which row-level security must hold for its role; nil: in none
	watch
	counts
}

// counts are what became of the statements that the replica may answer.
type counts struct {
	served    atomic.Int64
	fallbacks map[verdict]*atomic.Int64 // by the reason
}

func (c *counts) begin() {
	c.fallbacks = map[verdict]*atomic.Int64{}
	for _, why := range reasons {
		c.fallbacks[why] = &atomic.Int64{}
	}
}

// Query implements dialect.Driver.
func (d *reader) Query(ctx context.Context, query string, args, v any) error {
	if !strings.HasPrefix(query, selecting) {
		return d.native.Query(ctx, query, args, v)
	}
	return into(v, func() (*codec.Rows, error) {
		if r := d.replica.answer(ctx, query, args); r != nil {
			if refused := r.Refused(); refused != nil {
				_ = r.Close() // never fails
				return nil, refused
			}
			return r, nil
		}
		return d.run(ctx, query, args, true)
	})
}

// answer returns the answer of the replica, or nil: then the primary has to answer.
func (r *replica) answer(ctx context.Context, query string, args any) *codec.Rows {
	if why := r.why(); why != proven {
		r.ask() // it is soon tried
		r.fallbacks[why].Add(1)
		return nil
	}
	rows, why := r.try(ctx, query, args)
	switch {
	case why == proven:
		r.served.Add(1)
		return rows
	case ctx.Err() == nil:
		r.fallbacks[why].Add(1)
	}
	return nil
}

func (r *replica) try(ctx context.Context, query string, args any) (*codec.Rows, verdict) {
	s, err := newCall(query, args)
	if err != nil {
		return nil, refusedIt // as the primary will
	}
	s.limit, s.seal = codec.LimitOf(ctx), sealOf(ctx)
	begin := time.Now()
	at, err := r.positions.after(ctx)
	seen := err == nil && r.reached(ctx, at)
	r.primary.meter.took(ctx, time.Since(begin))
	switch {
	case err != nil:
		return nil, noPosition
	case !seen:
		return nil, behind
	}
	rows, why, err := r.send(ctx, at, s)
	if why != proven && ctx.Err() == nil {
		r.doubt(why, err)
	}
	return rows, why
}
