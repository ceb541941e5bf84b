// Package scale measures the cost of each operation while a table, and a user's list in
// it, grow. It knows the API by its contract, and PostgreSQL by pg_stat_statements.
// Start with Measure; Report has the tables, and Plot draws them.
package scale

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Setting lets PostgreSQL count the cost of statements after Prepare.
const Setting = "shared_preload_libraries=pg_stat_statements"

// Prepare lets Measure read the counts.
func Prepare(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
	return err
}

// User is a user with a number of tasks.
type User struct {
	ID, Token string
	Tasks     int
}

// Cost is what a request costs.
type Cost struct {
	Buffers  float64       // pages of tables and indexes that PostgreSQL reads, from its memory or not
	Database time.Duration // in which PostgreSQL executes statements
	Latency  time.Duration // of the reply, at the median
}

// Point is the cost of an operation for a user with so many tasks among so many rows.
type Point struct {
	Operation   string
	Rows, Tasks int
	Cost
}

// times is how often each operation is measured, after a warm-up: a statement has its final
// plan from the sixth execution on.
const (
	unmeasured = 7
	times      = 21
)

// Measure sends each operation to the service at an address as a user. The session of
// conn is a superuser's, and no other requests are sent meanwhile.
func Measure(ctx context.Context, conn *pgx.Conn, address string, u User, rows int) ([]Point, error) {
	c := &client{address: address, token: u.Token}
	var points []Point
	for _, o := range operations() {
		cost, err := o.measure(ctx, conn, c, u)
		if err != nil {
			return nil, fmt.Errorf("%s of %d tasks among %d: %w", o.Name, u.Tasks, rows, err)
		}
		if cost != nil {
			points = append(points, Point{o.Name, rows, u.Tasks, *cost})
		}
	}
	return points, nil
}

// measure returns the cost of an operation, or nil if the list is too short for it.
func (o operation) measure(ctx context.Context, conn *pgx.Conn, c *client, u User) (*Cost, error) {
	send, err := o.prepare(ctx, c, u)
	if err != nil || send == nil {
		return nil, err
	}
	took, buffers, ms := make([]time.Duration, 0, times), make([]float64, 0, times), make([]float64, 0, times)
	for i := range unmeasured + times {
		if _, err := conn.Exec(ctx, "SELECT pg_stat_statements_reset()"); err != nil {
			return nil, err
		}
		d, err := send()
		if err != nil {
			return nil, err
		}
		if i < unmeasured {
			continue
		}
		var read, ran float64
		err = conn.QueryRow(ctx, `SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0), coalesce(sum(total_exec_time), 0)
			FROM pg_stat_statements WHERE query LIKE '%"tasks"%'`).Scan(&read, &ran)
		if err != nil {
			return nil, err
		}
		took, buffers, ms = append(took, d), append(buffers, read), append(ms, ran)
	}
	// A request on a new connection reads the catalog too, so the median counts.
	return &Cost{
		Buffers:  median(buffers),
		Database: time.Duration(median(ms) * float64(time.Millisecond)),
		Latency:  median(took),
	}, nil
}

func median[T cmp.Ordered](of []T) T {
	slices.Sort(of)
	return of[len(of)/2]
}
