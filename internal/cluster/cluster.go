// Package cluster starts a PostgreSQL server that is thrown away. It ends with
// the process that started it, however that ends, and listens on 127.0.0.1 only.
// Start reading at Start. It knows nothing of tests: entask migrate review runs
// migrations on one.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// keeper waits for the end of its standard input, which the kernel brings about
// when this process ends in any way, and then ends the server and removes the
// folder. A line instead of the end keeps the folder.
const keeper = `
dir=$1; shift
"$@" </dev/null & pid=$!
read -r line; keep=$?
kill -QUIT $pid; kill -CONT $pid
wait $pid
[ $keep = 0 ] || rm -rf -- "$dir"
`

// Cluster is a PostgreSQL server with databases that nobody will miss.
type Cluster struct {
	url  *url.URL
	bin  string
	dir  string
	as   *user
	cmd  *exec.Cmd
	pipe io.WriteCloser
	done chan struct{}
}

// Start makes a server and waits until it answers.
func Start(ctx context.Context) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "entask-postgres-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{bin: bin, dir: dir, as: as}
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

// Restart starts a server that was halted or killed, where it was.
func (c *Cluster) Restart(ctx context.Context) error {
	if c.cmd != nil {
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
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c.cmd = exec.Command("/bin/sh", "-c", keeper, "sh", c.dir, filepath.Join(c.bin, "postgres"), "-D", c.data(),
		"-c", "listen_addresses=127.0.0.1", "-p", c.url.Port(), "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "shared_buffers=16MB", "-c", "max_connections=200", "-c", "jit=off",
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "timezone=Asia/Kolkata")
	c.cmd.Dir, c.cmd.Stdout, c.cmd.Stderr = c.dir, log, log
	c.as.run(c.cmd)
	if c.pipe, err = c.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	c.done = make(chan struct{})
	go func(cmd *exec.Cmd, done chan struct{}) {
		_ = cmd.Wait()
		close(done)
	}(c.cmd, c.done)
	if err := c.ready(ctx); err != nil {
		out, _ := os.ReadFile(log.Name())
		return errors.Join(fmt.Errorf("%w; the server's log: %s", err, bytes.TrimSpace(out)), c.Halt())
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
		if c.refused() {
			return errors.New("it refused")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// refused says whether the server gave up while starting, which its log tells
// with a FATAL line of its own; the others answer connections that came early.
func (c *Cluster) refused() bool {
	b, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	for line := range bytes.Lines(b) {
		if bytes.Contains(line, []byte("FATAL:")) && !bytes.Contains(line, []byte("the database system is")) {
			return true
		}
	}
	return false
}

// URL returns the URL of a database of this server, for its superuser.
func (c *Cluster) URL(db string) string {
	u := *c.url
	u.Path = "/" + db
	return u.String()
}

// PID returns the process id of the server, and 0 when it does not run.
func (c *Cluster) PID() int {
	b, _ := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	line, _, _ := bytes.Cut(b, []byte("\n"))
	pid, _ := strconv.Atoi(string(line))
	return pid
}

// Halt ends the server at once, as a crash would, and keeps its data.
func (c *Cluster) Halt() error {
	_, err := io.WriteString(c.pipe, "halt\n")
	<-c.done
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// Stop ends the server and removes its data.
func (c *Cluster) Stop() error {
	_ = c.pipe.Close()
	<-c.done
	return os.RemoveAll(c.dir)
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
