package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
)

// replicas are faults of a standby that answers reads. Two copies of the service take turns
// with the requests, and each client reads what it has written, so an old answer is untrue.
var replicas = []fault{
	{
		name: "replica answers", done: "two copies with one replica, and no fault", holds: "the books agree, and nobody reads what is older than a write of his", within: time.Second,
		try: replicated(func(context.Context, *cluster.Cluster) error { return nil }),
	},
	{
		name: "replica lags", done: "the replica stops to replay for 2 s", holds: "the same", within: time.Second,
		try: replicated(func(ctx context.Context, replica *cluster.Cluster) error {
			at := replica.URL("postgres")
			return firstError(execute(ctx, at, "SELECT pg_wal_replay_pause()"), pause(ctx, 2*time.Second), execute(ctx, at, "SELECT pg_wal_replay_resume()"))
		}),
	},
	{
		name: "replica killed", done: "SIGKILL of the replica, and a start after 2 s", holds: "the same", within: time.Second,
		try: replicated(func(ctx context.Context, replica *cluster.Cluster) error {
			return firstError(replica.Halt(), pause(ctx, 2*time.Second), replica.Restart(ctx))
		}),
	},
	{
		name: "replica frozen", done: "SIGSTOP of all processes of the replica for 3 s", holds: "the same", within: time.Second,
		try: replicated(func(ctx context.Context, replica *cluster.Cluster) error {
			thaw, err := freeze(replica.PID())
			defer thaw()
			return firstError(err, pause(ctx, 3*time.Second))
		}),
	},
	{
		name: "replica promoted", done: "pg_promote on the replica, which then has writes of its own, while the primary goes on", holds: "the same", within: time.Second,
		try: replicated(func(ctx context.Context, replica *cluster.Cluster) error {
			at := replica.URL("faults_1")
			return firstError(promote(ctx, replica), execute(ctx, at, "UPDATE tasks SET version = version + 100"), pause(ctx, 2*time.Second))
		}),
	},
}

// replicated tries a fault of the replica.
func replicated(breaking func(ctx context.Context, replica *cluster.Cluster) error) func(context.Context, *lab) (result, error) {
	return func(ctx context.Context, l *lab) (r result, err error) {
		primary, err := cluster.Start(ctx, durable...)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, primary.Stop()) }()
		of := &replicaLab{lab: &lab{Cluster: primary, dir: l.dir, binary: l.binary, progress: l.progress, load: l.load}}
		for i := range of.metrics {
			if of.metrics[i], err = free(); err != nil {
				return result{}, err
			}
		}
		if err := of.migrate(ctx, primary); err != nil {
			return result{}, err
		}
		replica, err := primary.Standby(ctx)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, buried(replica)) }()
		s, err := of.newCopies(ctx, primary, replica)
		if err != nil {
			return result{}, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		return s.underLoad(ctx, func(ctx context.Context) error {
			return firstError(of.answersReads(ctx), breaking(ctx, replica))
		})
	}
}

// replicaLab is a lab with a primary of its own, whose services have metrics.
type replicaLab struct {
	*lab
	metrics [2]string
}

// newCopies starts two copies of the service on a new database and its replica.
func (l *replicaLab) newCopies(ctx context.Context, primary, replica *cluster.Cluster) (*stand, error) {
	s, err := l.newWires(ctx, primary)
	if err != nil {
		return nil, err
	}
	there := func() bool { return execute(ctx, replica.URL(name(s.database)), "SELECT 1") == nil }
	if _, copied := until(ctx, settledWithin, pollEvery, there); !copied {
		return nil, errors.Join(errors.New("the replica does not follow"), s.Close())
	}
	at := as(serving, replica.URL(name(s.database)))
	for i, one := range []**service{&s.service, &s.second} {
		*one, err = l.serve(ctx, s.through(), "METRICS_ADDR="+l.metrics[i], "DATABASE_REPLICA_URL="+at, "DATABASE_REPLICA_WAIT=2s")
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// answersReads waits until each copy has read from its replica.
func (l *replicaLab) answersReads(ctx context.Context) error {
	for _, at := range l.metrics {
		var last string
		if _, read := until(ctx, settledWithin, retryEvery, func() bool {
			last = metric(ctx, at, `entask_database_reads_total{server="replica"}`)
			return last != "" && last != "0"
		}); !read {
			return fmt.Errorf("the replica has answered %q reads", last)
		}
	}
	return nil
}

// metric returns the value of a metric, or "".
func metric(ctx context.Context, at, name string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+at+"/metrics", nil)
	if err != nil {
		return ""
	}
	res, err := local.Do(req)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body) // half of it does not have the metric
	_, value, _ := strings.Cut(string(text), "\n"+name+" ")
	value, _, _ = strings.Cut(value, "\n")
	return value
}

// free returns an address that nobody listens at.
func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
