package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrNoPooler is returned by StartPooler where PgBouncer is not installed.
var ErrNoPooler = errors.New("no pgbouncer found: install PgBouncer (Debian: apt-get install pgbouncer)")

// Pooler is a PgBouncer in front of a server. Its clients share a few sessions,
// each for a transaction, and take turns at them: what one leaves on a session,
// the next is sure to meet.
type Pooler struct {
	url    *url.URL
	server *process
	launch func() (*process, error)
}

// settings are for: host, port, user, port of its own, folder (twice).
// Unlike the type any, trust lets each client be who it says, as auth_query finds it.
const settings = `[databases]
* = host=%s port=%s auth_user=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %s
unix_socket_dir =
pidfile = %s/pid
auth_type = trust
auth_file = %s/users
pool_mode = transaction
default_pool_size = 4
server_round_robin = 1
max_client_conn = 1000
`

// StartPooler starts a PgBouncer in front of the server that a superuser's URL
// names, for all of its databases, and waits until it listens.
func StartPooler(ctx context.Context, server string) (*Pooler, error) {
	bin, err := exec.LookPath("pgbouncer")
	if err != nil {
		if bin, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil { // not in everybody's PATH
			return nil, ErrNoPooler
		}
	}
	u, err := url.Parse(server)
	if err != nil || u.Host == "" {
		return nil, errors.New("start PgBouncer: that is not the URL of a PostgreSQL server")
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	var last error
	for range 5 { // another process may take the free port before the pooler does
		p, err := startPooler(ctx, bin, as, *u)
		if err == nil {
			return p, nil
		}
		last = fmt.Errorf("start PgBouncer: %w", err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

func startPooler(ctx context.Context, bin string, as *user, server url.URL) (_ *Pooler, err error) {
	dir, err := os.MkdirTemp("", "entask-pgbouncer-")
	if err != nil {
		return nil, err
	}
	p := &Pooler{url: &server}
	defer func() {
		switch {
		case err != nil && p.server != nil:
			err = errors.Join(err, p.server.stop())
		case err != nil:
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	name := server.User.Username()
	password, _ := server.User.Password()
	for file, content := range map[string]string{
		"ini":   fmt.Sprintf(settings, server.Hostname(), cmp.Or(server.Port(), "5432"), name, port, dir, dir),
		"users": fmt.Sprintf("%s %s\n", quoted(name), quoted(password)),
	} {
		path := filepath.Join(dir, file)
		if err := errors.Join(os.WriteFile(path, []byte(content), 0o600), as.own(path)); err != nil {
			return nil, err
		}
	}
	if err := as.own(dir); err != nil {
		return nil, err
	}
	server.Host = "127.0.0.1:" + port
	p.launch = func() (*process, error) { return launch(as, dir, "KILL", bin, filepath.Join(dir, "ini")) }
	if p.server, err = p.launch(); err != nil {
		return nil, err
	}
	if err := p.ready(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// Halt ends the pooler at once, and every connection through it.
func (p *Pooler) Halt() error { return p.server.halt() }

// Restart starts a pooler that was halted, where it was.
func (p *Pooler) Restart(ctx context.Context) error {
	if err := os.Remove(filepath.Join(p.server.dir, "pid")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	server, err := p.launch()
	if err != nil {
		return err
	}
	p.server = server
	return p.ready(ctx)
}

// ready waits for the file that PgBouncer writes once it listens.
func (p *Pooler) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		if _, err := os.Stat(filepath.Join(p.server.dir, "pid")); err == nil {
			return nil
		}
		if p.server.refused() {
			return fmt.Errorf("it refused; its log: %s", p.server.said())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it did not come up: %w; its log: %s", ctx.Err(), p.server.said())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// URL returns the URL of a database of the server behind the pooler, for its
// superuser.
func (p *Pooler) URL(db string) string {
	u := *p.url
	u.Path = "/" + db
	return u.String()
}

// Stop ends the pooler and every connection through it.
func (p *Pooler) Stop() error { return p.server.stop() }

// quoted writes a value as the list of users has it.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
