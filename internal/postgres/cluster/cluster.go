// Package cluster starts a PostgreSQL server that is thrown away, and a PgBouncer
// in front of it. Both end with the process that started them, however that ends,
// and listen on 127.0.0.1 only. Start reading at Start. It knows nothing of tests:
// entask migrate review runs migrations on one.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a PostgreSQL server with databases that nobody will miss.
type Cluster struct {
	url    *url.URL
	bin    string
	dir    string
	as     *user
	more   []string // settings
	server *process
}

// Start makes a server and waits until it answers. Settings are name=value,
// and stand in for those that suit a test.
func Start(ctx context.Context, settings ...string) (*Cluster, error) {
	return start(ctx, os.TempDir(), settings)
}

// StartInMemory is Start with the data in memory, if that has room: for a server of many
// databases. Each consists of 300 files, and to make and drop them is most of what a test of
// migrations costs on a disk.
func StartInMemory(ctx context.Context, settings ...string) (*Cluster, error) {
	return start(ctx, memory(), settings)
}

func start(ctx context.Context, parent string, settings []string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(parent, "entask-postgres-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir, as: as, more: settings}
	if err := c.begin(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), os.RemoveAll(dir))
	}
	return c, nil
}

func (c *Cluster) begin(ctx context.Context) error {
	if err := c.as.own(c.dir); err != nil {
		return err
	}
	if err := initdb(c.bin, c.data(), c.as); err != nil {
		return err
	}
	return c.listen(ctx)
}

// Restart starts a server that was halted or killed, where it was.
func (c *Cluster) Restart(ctx context.Context) error {
	if c.server != nil {
		_ = c.Halt() // a killed server is buried first
	}
	for {
		err := c.launch(ctx)
		if err == nil || !strings.Contains(err.Error(), "pre-existing shared memory") {
			return err
		}
		select { // the sessions of a killed server notice after a moment
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *Cluster) launch(ctx context.Context) error {
	command := []string{
		filepath.Join(c.bin, "postgres"), "-D", c.data(),
		"-c", "listen_addresses=127.0.0.1", "-p", c.url.Port(), "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "shared_buffers=16MB", "-c", "max_connections=200", "-c", "jit=off",
		"-c", "track_activity_query_size=16384", // tests explain what they find there
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "timezone=Asia/Kolkata",
	}
	for _, setting := range c.more {
		command = append(command, "-c", setting)
	}
	server, err := launch(c.as, c.dir, "QUIT", command...)
	if err != nil {
		return err
	}
	c.server = server
	if err := c.ready(ctx); err != nil {
		return errors.Join(fmt.Errorf("%w; the server's log: %s", err, c.server.said()), c.Halt())
	}
	return nil
}

// ready waits until the server of this data folder, and not a stranger on the
// same port, accepts connections.
func (c *Cluster) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		var data string
		conn, err := pgx.Connect(ctx, c.URL("postgres"))
		if err == nil {
			err = conn.QueryRow(ctx, "SHOW data_directory").Scan(&data)
			_ = conn.Close(ctx)
		}
		if err == nil && data == c.data() {
			return nil
		}
		if c.server.refused() {
			return errors.New("it refused")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// URL returns the URL of a database of this server, for its superuser.
func (c *Cluster) URL(db string) string {
	u := *c.url
	u.Path = "/" + db
	return u.String()
}

// Command returns a command that runs in the server's folder, as its user and with its
// programs. What it leaves there goes with the server.
func (c *Cluster) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "PATH="+c.bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "HOME="+c.dir)
	c.as.run(cmd)
	return cmd
}

// PID returns the process id of the server, and 0 when it does not run.
func (c *Cluster) PID() int {
	b, _ := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	line, _, _ := bytes.Cut(b, []byte("\n"))
	pid, _ := strconv.Atoi(string(line))
	return pid
}

// Halt ends the server at once, as a crash would, and keeps its data.
func (c *Cluster) Halt() error { return c.server.halt() }

// Stop ends the server and removes its data.
func (c *Cluster) Stop() error { return c.server.stop() }

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// Bin is the folder of the server's programs.
func (c *Cluster) Bin() string { return c.bin }
