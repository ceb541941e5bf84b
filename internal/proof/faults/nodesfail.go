package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// nodesFail are faults of a cluster of three nodes under Patroni, as
// docs/high-availability.md sets it up. Two copies of the service write to the primary, and
// read from a standby.
var nodesFail = []fault{
	{
		name: "Patroni: planned switchover", done: "patronictl switchover to the synchronous standby", holds: "the books agree, and nobody reads what is older than a write of his", within: 5 * time.Second,
		try: highlyAvailable(func(ctx context.Context, _ *nodes, leader, next *node) error {
			return leader.ask(ctx, http.MethodPost, "/switchover", fmt.Sprintf(`{"leader": %q, "candidate": %q}`, leader.name, next.name), nil)
		}),
	},
	{
		name: "Patroni: PostgreSQL of the primary killed", done: "SIGKILL of the primary's PostgreSQL, until another node is the primary", holds: "the same", within: 5 * time.Second,
		try: highlyAvailable(func(_ context.Context, _ *nodes, leader, _ *node) error {
			leader.crash(false)
			return nil
		}),
	},
	{
		name: "Patroni: node of the primary killed", done: "SIGKILL of the primary's PostgreSQL, Patroni and etcd, until another node is the primary", holds: "the same", within: 5 * time.Second,
		try: highlyAvailable(func(_ context.Context, _ *nodes, leader, _ *node) error {
			leader.crash(true)
			return nil
		}),
	},
}

// highlyAvailable tries a fault of the primary's node, which ends when another is the primary.
func highlyAvailable(breaking func(ctx context.Context, all *nodes, leader, next *node) error) func(context.Context, *lab) (result, error) {
	return func(ctx context.Context, l *lab) (r result, err error) {
		all, err := l.newNodes(ctx)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, all.Close()) }()
		roles, _ := all.roles(ctx)
		leader, next := roles["leader"], roles["sync_standby"]
		of := &lab{dir: l.dir, binary: l.binary, progress: l.progress, load: l.load}
		if err := of.migrate(ctx, leader); err != nil {
			return result{}, err
		}
		s, err := of.newCopiesOn(ctx, all, leader)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		var took time.Duration
		r, err = s.underLoad(ctx, func(ctx context.Context) error {
			begin := time.Now()
			if err := breaking(ctx, all, leader, next); err != nil {
				return err
			}
			roles, err := all.await(ctx, 90*time.Second, func(roles map[string]*node, _ int) bool {
				return roles["leader"] != nil && roles["leader"] != leader
			})
			if err != nil {
				return err
			}
			took = time.Since(begin)
			s.database, s.conn = roles["leader"].URL(name(s.database)), nil // the old one ends with its server
			return nil
		})
		r.Note = "another primary after " + short(took)
		return r, err
	}
}

// newCopiesOn starts two copies of the service, whose URLs name all nodes.
func (l *lab) newCopiesOn(ctx context.Context, all *nodes, leader *node) (*stand, error) {
	name, err := l.database(ctx, leader)
	if err != nil {
		return nil, err
	}
	s := &stand{lab: l, client: newClient(), database: leader.URL(name)}
	url := s.by(all.all[0].address+":5432", all.all[1].address+":5432", all.all[2].address+":5432")
	for _, one := range []**service{&s.service, &s.second} {
		*one, err = l.serve(ctx, url+"&target_session_attrs=read-write", "DATABASE_REPLICA_URL="+url+"&target_session_attrs=standby", "DATABASE_REPLICA_WAIT=200ms")
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if _, is := until(ctx, settledWithin, retryEvery, func() bool {
			return s.do(ctx, (*one).url, call{Method: http.MethodGet, Path: "/readyz"}).Status == ok
		}); !is {
			return nil, errors.Join(errors.New("the service does not become ready"), s.Close())
		}
	}
	return s, nil
}
