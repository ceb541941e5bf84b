//go:build recipes

package recipes

import (
	"net"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// usual is where pages say that the service listens; a test has another port.
const usual = "127.0.0.1:8000"

// freeAddress returns where nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// service is a command that runs in another terminal.
type service struct {
	cmd    *exec.Cmd
	exited chan struct{}

	mu      sync.Mutex
	printed strings.Builder
}

// Write keeps what the command prints.
func (s *service) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Write(p)
}

func (s *service) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.String()
}

// start starts a command and waits until it has printed what is wanted. The
// returned function ends it as Ctrl-C does; the end of the test does too.
func start(t *testing.T, dir string, env []string, text string, want *regexp.Regexp) (*service, func()) {
	t.Helper()
	s := &service{exited: make(chan struct{})}
	s.cmd = exec.Command("bash", "-c", text)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stdout, s.cmd.Stderr = dir, env, s, s
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.exited)
	}()
	stop := sync.OnceFunc(func() {
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGINT)
		select {
		case <-s.exited:
		case <-time.After(40 * time.Second):
			_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
			t.Errorf("%s does not stop:\n%s", text, s)
		}
	})
	t.Cleanup(stop)
	late := time.After(2 * time.Minute) // it may be built first
	for !want.MatchString(s.String()) {
		select {
		case <-s.exited:
			t.Fatalf("%s has ended:\n%s", text, s)
		case <-late:
			t.Fatalf("%s printed\n%s\nwant\n%s", text, s, want)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return s, stop
}
