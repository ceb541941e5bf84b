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

// usual is the address of the service in the pages; a test uses another port.
const usual = "127.0.0.1:8000"

// freeAddress returns an unused address.
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

// start starts a command and waits for the expected output. The returned function ends
// the command as Ctrl-C does, and so does the end of the test.
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
	late := time.After(2 * time.Minute) // includes building it
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
