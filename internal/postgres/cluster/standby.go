package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Streaming are settings of a server that others may follow. With
// synchronous_standby_names=* what it confirms is with one of them.
var Streaming = []string{"wal_level=replica", "max_wal_senders=8", "hot_standby=on"}

// Standby starts a server that follows this one, which must have been started with
// Streaming, and waits until it answers. It takes the settings of this one, and then
// its own. It is promoted as PostgreSQL has it, by pg_promote.
func (c *Cluster) Standby(ctx context.Context, settings ...string) (*Cluster, error) {
	dir, err := os.MkdirTemp(filepath.Dir(c.dir), "entask-standby-")
	if err != nil {
		return nil, err
	}
	s := &Cluster{bin: c.bin, dir: dir, as: c.as, more: append(append([]string{}, c.more...), settings...)}
	if err := s.follow(ctx, c); err != nil {
		if s.server != nil {
			err = errors.Join(err, s.Halt())
		}
		return nil, errors.Join(fmt.Errorf("start a standby: %w", err), os.RemoveAll(dir))
	}
	return s, nil
}

func (c *Cluster) follow(ctx context.Context, primary *Cluster) error {
	if err := c.as.own(c.dir); err != nil {
		return err
	}
	backup := exec.CommandContext(ctx, filepath.Join(c.bin, "pg_basebackup"), "--pgdata="+c.data(), "--dbname="+primary.URL("postgres"),
		"--write-recovery-conf", "--checkpoint=fast", "--no-sync")
	backup.Dir = c.dir
	c.as.run(backup)
	if out, err := backup.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return c.listen(ctx)
}

// listen starts the server on a free port.
func (c *Cluster) listen(ctx context.Context) error {
	var last error
	for range 5 { // another process may take the free port before the server does
		port, err := freePort()
		if err != nil {
			return err
		}
		c.url = &url.URL{Scheme: "postgres", User: url.User("postgres"), Host: "127.0.0.1:" + port, RawQuery: "sslmode=disable"}
		if last = c.Restart(ctx); last == nil {
			return nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return last
}
