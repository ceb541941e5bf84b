package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/entask/entask/internal/proof/bench/meter"
)

// server is a running contender.
type server struct {
	Address string
	Process meter.Process

	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

// startTimeout is how long a program may take to log its address.
const startTimeout = 30 * time.Second

// begin starts a program that logs its address in JSON on standard error. The log goes to
// a file in dir, as under a supervisor.
func begin(ctx context.Context, dir, name string, cmd *exec.Cmd) (*server, error) {
	log, err := os.OpenFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".log"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	cmd.Dir, cmd.Stderr = dir, log
	if err := errors.Join(cmd.Start(), log.Close()); err != nil {
		return nil, err
	}
	s := &server{Process: meter.Process(cmd.Process.Pid), cmd: cmd, log: log.Name(), done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the log says why it ended
		close(s.done)
	}()
	late := time.After(startTimeout)
	for {
		if s.Address = s.address(); s.Address != "" {
			return s, nil
		}
		select {
		case <-late:
			return nil, errors.Join(fmt.Errorf("%s does not say where it serves", name), s.stop())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), s.stop())
		case <-s.done:
			text, _ := os.ReadFile(s.log)
			return nil, fmt.Errorf("%s did not start: %s", name, bytes.TrimSpace(text))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// address finds the program's address in its log.
func (s *server) address() string {
	text, _ := os.ReadFile(s.log)
	for line := range bytes.Lines(text) {
		var entry struct{ Msg, Address string }
		if json.Unmarshal(line, &entry) == nil && entry.Msg == "serving" {
			return entry.Address
		}
	}
	return ""
}

// stop ends the program, and waits.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // unless it has ended
	select {
	case <-s.done:
		return nil
	case <-time.After(30 * time.Second):
		return errors.Join(fmt.Errorf("%s did not stop", s.cmd.Path), s.cmd.Process.Kill())
	}
}
