package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
)

// serving is the role that the service has in production, not a superuser.
const serving = "faults_service"

// durable are settings with which a killed server keeps what it has confirmed, as in
// production.
var durable = slices.Concat([]string{"synchronous_commit=on", "timezone=UTC"}, cluster.Streaming)

// migrated is the database that others are copied from.
const migrated = "migrated"

// lab is what all faults share.
type lab struct {
	*cluster.Cluster
	dir      string
	binary   string
	progress io.Writer
	// load is how long the clients write before, during and after a fault.
	load time.Duration
	// whole says that all cases of a matrix are tried, not a selection.
	whole bool

	making    sync.Mutex // of a database
	databases int
}

// newLab builds the service, unless a binary is named, and starts a PostgreSQL with its
// tables.
func newLab(ctx context.Context, binary string, progress io.Writer) (_ *lab, err error) {
	l := &lab{binary: binary, progress: progress, load: 700 * time.Millisecond}
	if l.dir, err = os.MkdirTemp("", "entask-faults-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.Close())
		}
	}()
	if l.binary == "" {
		l.binary = filepath.Join(l.dir, "entask")
		build := exec.CommandContext(ctx, "go", "build", "-o", l.binary, "github.com/entask/entask/cmd/entask")
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build the service: %w\n%s", err, out)
		}
	}
	if l.Cluster, err = cluster.Start(ctx, durable...); err != nil {
		return nil, err
	}
	err = l.migrate(ctx, l.Cluster)
	return l, err
}

// server is a PostgreSQL, with the URLs of its databases for a superuser.
type server interface{ URL(db string) string }

// migrate creates the role and the database that others are copied from.
func (l *lab) migrate(ctx context.Context, c server) error {
	if err := execute(ctx, c.URL("postgres"), "CREATE ROLE "+serving+" LOGIN", "CREATE DATABASE "+migrated); err != nil {
		return err
	}
	apply := exec.CommandContext(ctx, l.binary, "migrate", "apply")
	apply.Env = []string{"DATABASE_URL=" + c.URL(migrated)}
	if out, err := apply.CombinedOutput(); err != nil {
		return fmt.Errorf("apply migrations: %w\n%s", err, out)
	}
	return execute(ctx, c.URL(migrated),
		"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "+serving,
		"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "+serving)
}

// database creates a database and returns its name.
func (l *lab) database(ctx context.Context, c server) (string, error) {
	l.making.Lock()
	defer l.making.Unlock()
	l.databases++
	name := fmt.Sprintf("faults_%d", l.databases)
	return name, execute(ctx, c.URL("postgres"), "CREATE DATABASE "+name+" TEMPLATE "+migrated)
}

func (l *lab) say(format string, args ...any) { fmt.Fprintf(l.progress, format+"\n", args...) }

// Close ends the server and removes what was made.
func (l *lab) Close() error {
	var err error
	if l.Cluster != nil {
		err = l.Stop()
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

// execute runs statements on a new connection.
func execute(ctx context.Context, url string, statements ...string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// as returns a superuser's URL for the role that serves.
func as(role, url string) string { return strings.Replace(url, "//postgres@", "//"+role+"@", 1) }
