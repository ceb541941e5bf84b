package main

import (
	"context"
	"syscall"
	"time"
)

// ours selects the sessions of the service.
const ours = ` FROM pg_stat_activity WHERE usename = '` + serving + `' AND datname = current_database()`

// sessions are faults in which the database ends sessions or statements of the service.
var sessions = []fault{
	{
		name: "sessions terminated", done: "pg_terminate_backend of all sessions, every 50 ms", holds: "the books agree", within: time.Second,
		try: loaded(asking(50*time.Millisecond, `SELECT pg_terminate_backend(pid)`+ours)),
	},
	{
		name: "statements cancelled", done: "pg_cancel_backend of all sessions, every 5 ms", holds: "the books agree", within: time.Second,
		try: loaded(asking(5*time.Millisecond, `SELECT pg_cancel_backend(pid)`+ours)),
	},
	{
		name: "a session killed", alone: true, done: "SIGKILL of one session: PostgreSQL ends all others and recovers (57P03)", holds: "the books agree", within: 5 * time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			pid, err := s.count(ctx, `SELECT min(pid)`+ours)
			if err != nil {
				return err
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				return err
			}
			return firstError(pause(ctx, 50*time.Millisecond), s.answers(ctx)) // once the server has noticed
		}),
	},
	{
		name: "too many connections", alone: true, done: "all sessions are terminated, and new ones are refused for 2 s (53300)", holds: "the books agree", within: time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			if err := s.execute(ctx, `ALTER ROLE `+serving+` CONNECTION LIMIT 0`); err != nil {
				return err
			}
			if err := s.execute(ctx, `SELECT pg_terminate_backend(pid)`+ours); err != nil {
				return err
			}
			err := pause(ctx, 2*time.Second)
			return firstError(s.execute(context.WithoutCancel(ctx), `ALTER ROLE `+serving+` CONNECTION LIMIT -1`), err)
		}),
	},
}

// asking executes a statement at intervals.
func asking(every time.Duration, sql string) func(context.Context, *stand) error {
	return func(ctx context.Context, s *stand) error {
		return repeatedly(ctx, s.lab.load, every, func(int) error { return s.execute(ctx, sql) })
	}
}

// answers waits until the database answers again.
func (s *stand) answers(ctx context.Context) error {
	var err error
	until(ctx, 30*time.Second, pollEvery, func() bool {
		err = s.execute(ctx, "SELECT 1")
		return err == nil
	})
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
