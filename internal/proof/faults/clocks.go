package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/service/auth"
)

// clocks jump. All programs of a machine share its clock, so the stored times and those
// of tokens are moved instead, which looks the same to the service.
var clocks = []fault{
	{
		name: "the clock jumps an hour", done: "all stored times, and those of tokens, are moved by an hour, forward and back",
		holds: "a key still stands for its request; no write is refused or lost; tokens of the past and of the future are 401",
		try:   jumpingClocks,
	},
}

func jumpingClocks(ctx context.Context, l *lab) (r result, err error) {
	s, err := l.newStand(ctx, l.Cluster)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	m := matrixOf(s)
	for _, by := range []time.Duration{time.Hour, -time.Hour} {
		if err := m.jump(ctx, by); err != nil {
			return result{}, err
		}
	}
	return m.result, nil
}

// jump writes before and after the service's clock jumps ahead.
func (m *matrix) jump(ctx context.Context, by time.Duration) error {
	keyed := only("create with a key")[0]
	user, _, err := m.user(ctx, keyed)
	if err != nil {
		return err
	}
	c, first := m.perform(ctx, keyed, user, nil)
	m.note(keyed, first)
	before, err := m.rows(ctx, user)
	if err != nil || len(before) != 1 {
		return errors.Join(err, fmt.Errorf("create without a fault = %d %s", first.Status, first.Body))
	}
	if err := m.moveTimes(ctx, -by); err != nil {
		return err
	}
	if err := m.repeat(ctx, keyed, c, first, nil, &m.Findings); err != nil {
		return err
	}
	for _, op := range only("patch with If-Match") {
		_, a := m.perform(ctx, op, user, before)
		m.note(op, a)
		after, err := m.rows(ctx, user)
		if err != nil {
			return err
		}
		if !same(after, op.done(before)) || a.Status != op.want {
			m.Untrue = append(m.Untrue, fmt.Sprintf("%s after a jump of %s = %d %s: %s", op.name, by, a.Status, a.Body, difference(before, after)))
		}
	}
	return m.tokensOf(ctx, user, by)
}

// moveTimes moves all times in the tables.
func (m *matrix) moveTimes(ctx context.Context, by time.Duration) error {
	conn, err := m.look(ctx)
	if err != nil {
		return err
	}
	rows, err := conn.Query(ctx, `SELECT format('UPDATE %I SET %s', table_name, string_agg(format('%1$I = %1$I + $1::interval', column_name), ', '))
		FROM information_schema.columns WHERE table_schema = 'public' AND data_type LIKE 'timestamp%' AND table_name IN ('tasks', 'idempotency_keys')
		GROUP BY table_name`)
	if err != nil {
		return err
	}
	updates, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, sql := range updates {
		err = errors.Join(err, m.execute(ctx, sql, fmt.Sprintf("%d seconds", int(by.Seconds()))))
	}
	return err
}

// tokensOf sends tokens signed by a clock that is an hour off. One that is not valid yet,
// or has expired, must be refused.
func (m *matrix) tokensOf(ctx context.Context, user string, by time.Duration) error {
	token, err := auth.Sign(secret, auth.Claims{Subject: user}, 30*time.Minute, time.Now().Add(by))
	if err != nil {
		return err
	}
	m.tokens[user] = token
	if a := m.ask(ctx, call{Method: "GET", Path: tasks, User: user}); a.Status != 401 {
		m.Untrue = append(m.Untrue, fmt.Sprintf("a token signed %s from now = %d, want 401", by, a.Status))
	}
	return nil
}
