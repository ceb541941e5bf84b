package cluster

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
)

// keeper waits for the end of its standard input, which the kernel brings about
// when this process ends in any way, and then ends the server with a signal and
// removes the folder. A line instead of the end keeps the folder.
const keeper = `
dir=$1 signal=$2; shift 2
"$@" </dev/null & pid=$!
read -r line; keep=$?
kill -$signal $pid; kill -CONT $pid
wait $pid
[ $keep = 0 ] || rm -rf -- "$dir"
`

// process is a server that ends with the process that started it. Its folder has
// its log.
type process struct {
	dir  string
	pid  int // of the keeper
	pipe io.WriteCloser
	done chan struct{}
}

// launch starts a server as another user, whom the folder must belong to. The
// signal makes it end at once; QUIT is ignored unless the server handles it.
func launch(as *user, dir, signal string, command ...string) (*process, error) {
	p := &process{dir: dir, done: make(chan struct{})}
	// Of a server that was killed, sessions still write to the log of before.
	if err := os.Remove(p.log()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	log, err := os.Create(p.log())
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command("/bin/sh", append([]string{"-c", keeper, "sh", dir, signal}, command...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
	as.run(cmd)
	if p.pipe, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p.pid = cmd.Process.Pid
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// halt ends the server at once, as a crash would, and keeps its folder.
func (p *process) halt() error {
	_, err := io.WriteString(p.pipe, "halt\n")
	<-p.done
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// stop ends the server and removes its folder.
func (p *process) stop() error {
	_ = p.pipe.Close()
	<-p.done
	return os.RemoveAll(p.dir)
}

func (p *process) log() string { return filepath.Join(p.dir, "log") }

// said returns the log, trimmed.
func (p *process) said() []byte {
	out, _ := os.ReadFile(p.log())
	return bytes.TrimSpace(out)
}

// refused says whether the server gave up while starting, which its log tells
// with a FATAL line of its own; the others answer connections that came early.
func (p *process) refused() bool {
	for line := range bytes.Lines(p.said()) {
		if bytes.Contains(line, []byte("FATAL")) && !bytes.Contains(line, []byte("the database system is")) {
			return true
		}
	}
	return false
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
