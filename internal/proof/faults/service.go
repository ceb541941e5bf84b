package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// secret is the key of the tokens.
const secret = "a-shared-secret-of-thirty-two-bytes-or-more"

// service is a running entask serve.
type service struct {
	url  string
	log  string // its file, or ""
	cmd  *exec.Cmd
	done chan struct{}
}

// serve starts the service on a database. Settings are NAME=value, and come last.
func (l *lab) serve(ctx context.Context, database string, settings ...string) (*service, error) {
	log, err := os.CreateTemp(l.dir, "log-")
	if err != nil {
		return nil, err
	}
	s, err := l.serveTo(log, database, settings...)
	if err != nil {
		return nil, err
	}
	s.log = log.Name()
	err = s.await(ctx)
	return s, err
}

// serveTo starts the service with the given log, and closes its copy of it. The log says at
// which address it serves.
func (l *lab) serveTo(log *os.File, database string, settings ...string) (*service, error) {
	defer log.Close()
	s := &service{done: make(chan struct{}), cmd: exec.Command(l.binary, "serve")} //nolint:noctx // it is told to stop
	s.cmd.Dir, s.cmd.Stderr = l.dir, log
	s.cmd.Env = append([]string{
		"HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off", "DRAIN_DELAY=0s", "DATABASE_URL=" + database,
		"BETTER_AUTH_URL=http://localhost:3000", "BETTER_AUTH_SECRET=" + secret, "AUTH_JWKS_URL=off",
		"RATE_LIMIT=off", "RATE_LIMIT_UNAUTHENTICATED=off", "DB_POOL_MAX=8",
	}, settings...)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = s.cmd.Wait() // the log says why it ended
		close(s.done)
	}()
	return s, nil
}

// await waits until the service has logged its address.
func (s *service) await(ctx context.Context) error {
	late := time.After(30 * time.Second)
	for {
		if address := addressIn(s.said()); address != "" {
			s.url = "http://" + address
			return nil
		}
		select {
		case <-late:
			return errors.Join(errors.New("the service does not say where it serves"), s.stop())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), s.stop())
		case <-s.done:
			return fmt.Errorf("the service did not start: %s", s.said())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// addressIn finds the service's address in a log, or returns "".
func addressIn(log []byte) string {
	for line := range bytes.Lines(log) {
		var entry struct{ Msg, Address string }
		if json.Unmarshal(line, &entry) == nil && entry.Msg == "serving" {
			return entry.Address
		}
	}
	return ""
}

func (s *service) said() []byte {
	text, _ := os.ReadFile(s.log)
	return text
}

// stop stops the service, and returns an error unless it ends in order.
func (s *service) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // or it has ended
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		return errors.Join(errors.New("the service did not stop"), s.cmd.Process.Kill())
	}
	for _, word := range []string{"panic", "DATA RACE"} {
		if bytes.Contains(s.said(), []byte(word)) {
			return fmt.Errorf("the service's log has %q", word)
		}
	}
	return nil
}
