package main

import (
	"context"
	"fmt"

	"github.com/entask/entask/internal/proof/proxy"
)

// eachMessage loses every message of every operation once in each way, and returns the
// untrue answers with their places.
func (m *matrix) eachMessage(ctx context.Context, ops []operation, cold bool) error {
	for _, op := range ops {
		kinds, err := m.messages(ctx, op, cold)
		if err != nil {
			return err
		}
		for i := range kinds {
			for _, how := range []proxy.End{proxy.FIN, proxy.RST} {
				if err := m.try(ctx, op, proxy.Loss{Before: i + 1, How: how}, cold, fmt.Sprintf("message %d of %s", i+1, kinds)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// moreThanOnce also loses the answers to repeated requests.
func (m *matrix) moreThanOnce(ctx context.Context, ops []operation) error {
	for _, op := range ops {
		for _, more := range []int{1, 4} {
			for _, how := range []proxy.End{proxy.FIN, proxy.RST} {
				if err := m.try(ctx, op, proxy.Loss{Before: 1, How: how, More: more}, false, fmt.Sprintf("the answer, and %d more", more)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// eachRequest loses requests on their way, one exchange after the other, so that the
// server never sees them.
func (m *matrix) eachRequest(ctx context.Context, ops []operation) error {
	for _, op := range ops {
		kinds, err := m.messages(ctx, op, false)
		if err != nil {
			return err
		}
		exchange := 0
		for _, kind := range kinds {
			if kind != 'Z' {
				continue
			}
			exchange++
			for _, how := range []proxy.End{proxy.FIN, proxy.RST} {
				if err := m.try(ctx, op, proxy.Loss{Before: exchange, Request: true, How: how}, false, fmt.Sprintf("request %d", exchange)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (m *matrix) try(ctx context.Context, op operation, loss proxy.Loss, cold bool, what string) error {
	where := fmt.Sprintf("%s, %s lost by %s", op.name, what, loss.How)
	f, err := m.lose(ctx, op, loss, cold)
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	for _, kind := range []struct{ all, more *[]string }{{&m.Lost, &f.Lost}, {&m.Doubled, &f.Doubled}, {&m.Untrue, &f.Untrue}} {
		for _, one := range *kind.more {
			*kind.all = append(*kind.all, where+": "+one)
		}
	}
	return nil
}
