package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/entask/entask/internal/proof/proxy"
)

// replies are lost after the database has executed the request.
var replies = []fault{
	{
		name:  "reply lost, each message",
		done:  "the database executes what it is asked, and the connection ends by FIN or RST before the k-th message of its answer: each k of each operation",
		holds: "reads are 200 or 503, writes 503 unless the service knows better; done at most once; a repetition with the same key succeeds within 2 s",
		try:   inMatrix(func(ctx context.Context, m *matrix) error { return m.eachMessage(ctx, operations, false) }),
	},
	{
		name:  "reply lost, each message of a new connection",
		done:  "the same, beginning with the messages that open the connection and prepare statements",
		holds: "the same",
		try: inMatrix(func(ctx context.Context, m *matrix) error {
			ops := operations
			if !m.lab.whole {
				ops = only("create", "toggle", "create with a key")
			}
			return m.eachMessage(ctx, ops, true)
		}),
	},
	{
		name:  "the replies after it lost too",
		done:  "the answer is lost, and so are the next one and the next four answers to repeated requests",
		holds: "the same",
		try:   inMatrix(func(ctx context.Context, m *matrix) error { return m.moreThanOnce(ctx, operations) }),
	},
	{
		name:  "request lost",
		done:  "the connection ends by FIN or RST before a request reaches the database: each request of each operation",
		holds: "the same",
		try:   inMatrix(func(ctx context.Context, m *matrix) error { return m.eachRequest(ctx, operations) }),
	},
	{
		name:   "replies lost under load",
		done:   "every 10 ms one answer is lost, each time at another message",
		holds:  "the books agree",
		within: time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			defer s.proxy.Pass()
			return repeatedly(ctx, 2*s.lab.load, 10*time.Millisecond, func(n int) error {
				s.proxy.Lose(proxy.Loss{Before: 1 + n%13, How: proxy.End(n % 2)})
				return nil
			})
		}),
	},
}

// inMatrix tries losses one by one.
func inMatrix(try func(context.Context, *matrix) error) func(context.Context, *lab) (result, error) {
	return func(ctx context.Context, l *lab) (r result, err error) {
		m, err := l.newMatrix(ctx)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, m.Close()) }()
		err = try(ctx, m)
		m.Note = fmt.Sprintf("answers %v", m.answers)
		return m.result, err
	}
}

// only returns the operations of these names.
func only(names ...string) []operation {
	var some []operation
	for _, op := range operations {
		for _, name := range names {
			if op.name == name {
				some = append(some, op)
			}
		}
	}
	return some
}

// repeatedly does something at intervals for a while.
func repeatedly(ctx context.Context, during, every time.Duration, do func(n int) error) error {
	for begin, n := time.Now(), 0; time.Since(begin) < during; n++ {
		if err := do(n); err != nil {
			return err
		}
		if err := pause(ctx, every); err != nil {
			return err
		}
	}
	return nil
}
