package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
)

// errNoPatroni is returned where Patroni or etcd is not installed.
var errNoPatroni = errors.New("no patroni and etcd found: install Patroni and etcd (Debian: apt-get install patroni etcd-server)")

// nodes are three machines with PostgreSQL, Patroni and etcd, as docs/high-availability.md
// sets them up, each at an address of its own on loopback.
type nodes struct {
	net string // what their addresses begin with
	all []*node
}

type node struct {
	name, address string
	etcd, patroni *cluster.Companion
}

// URL returns the URL of a database of the node, for its superuser.
func (n *node) URL(db string) string {
	return "postgres://postgres@" + n.address + ":5432/" + db + "?sslmode=disable"
}

// newNodes starts three nodes, and waits until two follow the third.
func (l *lab) newNodes(ctx context.Context) (_ *nodes, err error) {
	all := &nodes{net: fmt.Sprintf("127.%d.%d.", 64+os.Getpid()/256%64, os.Getpid()%256)} // which no other process has
	defer func() {
		if err != nil {
			err = errors.Join(err, all.Close())
		}
	}()
	for i := range 3 {
		n := &node{name: fmt.Sprint("node", i+1), address: all.net + fmt.Sprint(i+1)}
		all.all = append(all.all, n)
		for _, part := range []struct {
			name  string
			of    **cluster.Companion
			start func(*node) error
		}{{"etcd", &n.etcd, all.startEtcd}, {"patroni", &n.patroni, func(n *node) error { return all.startPatroni(n, l.Bin()) }}} {
			if *part.of, err = cluster.NewCompanion(part.name); errors.Is(err, exec.ErrNotFound) {
				return nil, errNoPatroni
			}
			if err == nil {
				err = part.start(n)
			}
			if err != nil {
				return nil, fmt.Errorf("start %s: %w", part.name, err)
			}
		}
	}
	_, err = all.await(ctx, 90*time.Second, func(roles map[string]*node, running int) bool {
		return running == 3 && roles["leader"] != nil && roles["sync_standby"] != nil
	})
	return all, err
}

func (a *nodes) startEtcd(n *node) error {
	text, err := a.recipe("etcd.env", n, map[string]string{"/var/lib/etcd/entask": filepath.Join(n.etcd.Dir, "data")})
	var settings []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			settings = append(settings, strings.TrimSpace(line))
		}
	}
	return errors.Join(err, n.etcd.Start(settings))
}

func (a *nodes) startPatroni(n *node, bin string) error {
	text, err := a.recipe("node.yaml", n, map[string]string{
		"/var/lib/postgresql/15/entask":        filepath.Join(n.patroni.Dir, "data"),
		"/var/lib/postgresql/.pgpass-patroni":  filepath.Join(n.patroni.Dir, "pgpass"),
		"/usr/lib/postgresql/15/bin":           bin,
		a.net + "0/24":                         "127.0.0.0/8",
		"scram-sha-256":                        "trust",
		"ttl: 30":                              "ttl: 20", // the least
		"loop_wait: 10":                        "loop_wait: 2",
		"retry_timeout: 10":                    "retry_timeout: 5",
		"\npostgresql:\n":                      "\npostgresql:\n  parameters: {unix_socket_directories: '', shared_buffers: 16MB}\n",
		"client_connection_check_interval: 1s": "client_connection_check_interval: 1s\n        fsync: \"off\"",
	})
	path, written := n.patroni.Write("node.yaml", text)
	return errors.Join(err, written, n.patroni.Start(nil, path))
}

// recipe returns a file of deploy/patroni as it is on a node, with replacements for one machine.
func (a *nodes) recipe(file string, n *node, replace map[string]string) (string, error) {
	mod, err := exec.Command("go", "env", "GOMOD").Output() //nolint:noctx // it only looks
	if err != nil {
		return "", err
	}
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(string(mod)), "deploy", "patroni", file))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(string(raw), "10.0.0.", a.net)) {
		if !strings.Contains(line, a.net+"2") { // a list of all nodes is the same on each
			line = strings.ReplaceAll(strings.ReplaceAll(line, a.net+"1", n.address), "node1", n.name)
		}
		b.WriteString(line)
	}
	text := b.String()
	for what, with := range replace {
		if !strings.Contains(text, what) {
			return "", fmt.Errorf("%s has no %q", file, what)
		}
		text = strings.ReplaceAll(text, what, with)
	}
	return text, nil
}

// await waits until the roles of the nodes are as wanted, and returns them.
func (a *nodes) await(ctx context.Context, limit time.Duration, wanted func(roles map[string]*node, running int) bool) (map[string]*node, error) {
	var roles map[string]*node
	var running int
	if _, are := until(ctx, limit, retryEvery, func() bool {
		roles, running = a.roles(ctx)
		return wanted(roles, running)
	}); !are {
		return nil, fmt.Errorf("after %s %d nodes run, as %v; Patroni says: %s", limit, running, roles, a.all[0].patroni.Said())
	}
	return roles, nil
}

// roles asks the nodes for their roles.
func (a *nodes) roles(ctx context.Context) (roles map[string]*node, running int) {
	for _, n := range a.all {
		var said struct {
			Members []struct{ Name, Role, State string }
		}
		if n.ask(ctx, http.MethodGet, "/cluster", "", &said) != nil {
			continue
		}
		roles = map[string]*node{}
		for _, m := range said.Members {
			for _, one := range a.all {
				if one.name == m.Name && (m.State == "running" || m.State == "streaming") {
					roles[m.Role] = one
					running++
				}
			}
		}
		return roles, running
	}
	return nil, 0
}

// ask sends a request to the node's Patroni.
func (n *node) ask(ctx context.Context, method, path, body string, answer any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+n.address+":8008"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	res, err := local.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != ok {
		return fmt.Errorf("%s %s = %s", method, path, res.Status)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(answer)
}

// postgres is the process id of the node's PostgreSQL, and 0 where it does not run.
func (n *node) postgres() (pid int) {
	text, _ := os.ReadFile(filepath.Join(n.patroni.Dir, "data", "postmaster.pid"))
	_, _ = fmt.Sscan(string(text), &pid)
	return pid
}

// crash kills the node's PostgreSQL, and with it the rest of the node if all is true.
func (n *node) crash(all bool) {
	if all {
		tell([]int{n.patroni.PID(), n.etcd.PID()}, syscall.SIGKILL)
	}
	if pid := n.postgres(); pid > 0 {
		tell(append(family(pid), pid), syscall.SIGKILL)
	}
}

// Close ends the nodes.
func (a *nodes) Close() (err error) {
	for _, n := range a.all { // at once, or each would take over from the one before
		n.crash(n.patroni != nil && n.etcd != nil)
		for _, program := range []*cluster.Companion{n.patroni, n.etcd} {
			if program != nil {
				err = errors.Join(err, program.Stop())
			}
		}
	}
	return err
}
