package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Companion is another server that PostgreSQL works with, such as etcd, in a folder of its own.
type Companion struct {
	Dir    string
	bin    string
	as     *user
	server *process
}

// NewCompanion returns a program of this machine that has not been started. Where it is not
// installed, the error is that of exec.LookPath.
func NewCompanion(name string) (*Companion, error) {
	bin, err := exec.LookPath(name)
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "entask-"+name+"-")
	if err != nil {
		return nil, err
	}
	return &Companion{Dir: dir, bin: bin, as: as}, as.own(dir)
}

// Write writes a file of the folder, and returns its path.
func (p *Companion) Write(name, content string) (string, error) {
	path := filepath.Join(p.Dir, name)
	return path, errors.Join(os.WriteFile(path, []byte(content), 0o600), p.as.own(path))
}

// Start starts the program with settings of its environment, NAME=value, and arguments.
func (p *Companion) Start(settings []string, args ...string) (err error) {
	command := append([]string{"/usr/bin/env", "HOME=" + p.Dir}, settings...)
	p.server, err = launch(p.as, p.Dir, "TERM", append(append(command, p.bin), args...)...)
	return err
}

// PID returns the process id of the program, and 0 when it does not run.
func (p *Companion) PID() (pid int) {
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", p.server.pid))
	_, _ = fmt.Sscan(string(children), &pid) // of the keeper, which has no other child
	return pid
}

// Said returns the log of the program.
func (p *Companion) Said() string {
	if p.server == nil {
		return ""
	}
	return string(p.server.said())
}

// Stop ends the program and removes its folder.
func (p *Companion) Stop() error {
	if p.server == nil {
		return os.RemoveAll(p.Dir)
	}
	return p.server.stop()
}
