package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/proof/proxy"
)

// migrations use database/sql, which has its own rules for repeating.
var migrations = []fault{
	{
		name: "reply lost while migrating", done: "entask migrate apply on an empty database; the connection ends before the k-th message that the database sends: each 23rd k, or each",
		holds: "status 0 or 1; the next apply succeeds, and migrate status finds no drift",
		try:   migrating,
	},
}

func migrating(ctx context.Context, l *lab) (r result, err error) {
	n, err := l.migrateOnce(ctx, &r, 0, proxy.FIN)
	if err != nil {
		return r, err
	}
	step := 23
	if l.whole {
		step = 1
	}
	for before := 1; before <= n; before += step {
		if _, err := l.migrateOnce(ctx, &r, before, proxy.End(before%2)); err != nil {
			return r, err
		}
	}
	r.Note = fmt.Sprintf("%d messages", n)
	return r, nil
}

// migrateOnce applies the migrations twice, the first time under a loss, and returns
// how many messages the database sent.
func (l *lab) migrateOnce(ctx context.Context, r *result, before int, how proxy.End) (messages int, err error) {
	s, err := l.newEmpty(ctx, l.Cluster)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if before == 0 {
		s.proxy.Hear()
	} else {
		s.proxy.Lose(proxy.Loss{Before: before, Startups: true, How: how})
	}
	wrong := func(what string, out []byte) {
		r.Broken = append(r.Broken, fmt.Sprintf("message %d lost by %s: %s: %s", before, how, what, out))
	}
	out, code := l.command(ctx, s, "migrate", "apply")
	if lost := s.proxy.Pass(); code > 1 || code == 1 && lost == 0 || code < 0 {
		wrong(fmt.Sprintf("migrate apply = status %d, %d answers lost", code, lost), out)
	}
	for _, e := range s.proxy.Heard() {
		messages += len(e.Answer)
	}
	r.Writes++
	for _, command := range []string{"apply", "status"} {
		if out, code := l.command(ctx, s, "migrate", command); code != 0 {
			wrong(fmt.Sprintf("then migrate %s = status %d", command, code), out)
			return messages, nil
		}
	}
	r.Acknowledged++
	return messages, nil
}

// newEmpty is newWires with a database that has no tables.
func (l *lab) newEmpty(ctx context.Context, c *cluster.Cluster) (*stand, error) {
	s, err := l.newWires(ctx, c)
	if err != nil {
		return nil, err
	}
	err = s.execute(ctx, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	return s, err
}

// command runs a command of the binary on the database, through the proxy.
func (l *lab) command(ctx context.Context, s *stand, args ...string) (out []byte, code int) {
	cmd := exec.CommandContext(ctx, l.binary, args...)
	cmd.Dir = l.dir
	cmd.Env = []string{"DATABASE_URL=" + replaceHost(s.database, s.proxy.Address())}
	out, _ = cmd.CombinedOutput() // the status says it
	return out, cmd.ProcessState.ExitCode()
}
