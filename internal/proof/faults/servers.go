package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// servers stop, start, freeze and recover.
var servers = []fault{
	{
		name: "PostgreSQL killed", alone: true, done: "SIGKILL of the postmaster, and a start that recovers", holds: "the books agree", within: 2 * time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			if err := syscall.Kill(s.cluster.PID(), syscall.SIGKILL); err != nil {
				return err
			}
			return s.cluster.Restart(ctx)
		}),
	},
	{
		name: "PostgreSQL restarted", alone: true, done: "a fast shutdown (57P01), and a start", holds: "the books agree", within: 2 * time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			if err := s.shutDown(ctx); err != nil {
				return err
			}
			return s.cluster.Restart(ctx)
		}),
	},
	{
		name: "PostgreSQL recovering", alone: true, done: "an immediate shutdown, and a start that refuses connections for some seconds (57P03)", holds: "the books agree", within: 2 * time.Second,
		try: loaded(recovering),
	},
	{
		name: "PostgreSQL frozen", alone: true, done: "SIGSTOP of all its processes for 3 s", holds: "the books agree", within: 2 * time.Second,
		try: loaded(func(ctx context.Context, s *stand) error {
			thaw, err := freeze(s.cluster.PID())
			defer thaw()
			return firstError(err, pause(ctx, 3*time.Second))
		}),
	},
}

// shutDown stops the server in order.
func (s *stand) shutDown(ctx context.Context) error {
	if err := syscall.Kill(s.cluster.PID(), syscall.SIGINT); err != nil {
		return err
	}
	if _, stopped := until(ctx, 30*time.Second, pollEvery, func() bool { return s.cluster.PID() == 0 }); !stopped {
		return fmt.Errorf("PostgreSQL did not stop")
	}
	return nil
}

// recovering starts the server with an empty and slow archive. PostgreSQL asks it three or
// four times, and is starting up meanwhile.
func recovering(ctx context.Context, s *stand) error {
	if err := s.execute(ctx, `ALTER SYSTEM SET restore_command = 'sleep 0.5; false'`); err != nil {
		return err
	}
	conn, err := s.look(ctx)
	if err != nil {
		return err
	}
	var data string
	if err := conn.QueryRow(ctx, "SHOW data_directory").Scan(&data); err != nil {
		return err
	}
	if err := s.cluster.Halt(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(data, "recovery.signal"), nil, 0o644); err != nil {
		return err
	}
	if err := s.cluster.Restart(ctx); err != nil {
		return err
	}
	// It answers before it accepts writes.
	if _, writes := until(ctx, 30*time.Second, pollEvery, func() bool {
		n, err := s.count(ctx, "SELECT pg_is_in_recovery()::int")
		return err == nil && n == 0
	}); !writes {
		return fmt.Errorf("PostgreSQL did not leave recovery")
	}
	return s.execute(ctx, `ALTER SYSTEM RESET restore_command`)
}

// freeze stops a process and its children.
func freeze(pid int) (thaw func(), err error) {
	err = syscall.Kill(pid, syscall.SIGSTOP) // first, so that no more are made
	children := family(pid)
	tell(children, syscall.SIGSTOP)
	return func() { tell(append(children, pid), syscall.SIGCONT) }, err
}

// family returns the children of a process.
func family(pid int) (children []int) {
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid)) // empty if it has ended
	for field := range strings.FieldsSeq(string(list)) {
		if child, err := strconv.Atoi(field); err == nil {
			children = append(children, child)
		}
	}
	return children
}

// tell signals processes, except those that have ended.
func tell(pids []int, sig syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, sig)
	}
}
