// Package meter reads what the kernel has accounted to processes: CPU time and
// resident memory. It needs Linux's /proc.
//
// Start with Process; Server is the same for PostgreSQL, which is many processes.
package meter

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of /proc/PID/stat: the kernel shows USER_HZ to programs,
// which is 100 wherever Go runs.
const tick = 10 * time.Millisecond

// Process is the id of a process whose threads are measured together.
type Process int

// CPU returns the time, user's and system's, that the process has had, its ended
// threads included.
func (p Process) CPU() (time.Duration, error) {
	s, err := p.stat()
	return s.own, err
}

// Memory is what a process holds of the machine's memory, in bytes.
type Memory struct{ Now, Peak int64 }

// Memory returns the resident memory.
func (p Process) Memory() (Memory, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return Memory{}, err
	}
	var m Memory
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			m.Now = kilobytes << 10
		case "VmHWM":
			m.Peak = kilobytes << 10
		}
	}
	if m.Now == 0 || m.Peak == 0 {
		return m, fmt.Errorf("process %d: the kernel shows no resident memory", p)
	}
	return m, nil
}

// Server is the process id of a PostgreSQL server.
type Server int

// CPU returns the time that the server and its sessions have had, those that
// have ended included.
func (s Server) CPU() (time.Duration, error) {
	children, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, path := range children {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return 0, err
		}
		child, err := Process(pid).stat()
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, os.ErrProcessDone) || child.parent != int(s) {
			continue // it has ended, or is no child
		}
		if err != nil {
			return 0, err
		}
		sum += Process(pid).precise(child.own)
	}
	own, err := Process(s).stat()
	return sum + own.own + own.ended, err
}

// stat is what /proc/PID/stat says.
type stat struct {
	parent     int
	own, ended time.Duration // of the process, and of children that it has buried
}

func (p Process) stat() (stat, error) {
	path := fmt.Sprintf("/proc/%d/stat", p)
	b, err := os.ReadFile(path)
	if err != nil {
		return stat{}, err
	}
	end := bytes.LastIndexByte(b, ')') // the name before it may hold anything
	fields := strings.Fields(string(b[end+1:]))
	if end < 0 || len(fields) < 15 {
		return stat{}, fmt.Errorf("%s is not as proc(5) has it", path)
	}
	var n [5]int // proc(5) counts from 1, and the name is its second
	for i, field := range []int{4, 14, 15, 16, 17} {
		if n[i], err = strconv.Atoi(fields[field-3]); err != nil {
			return stat{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	return stat{parent: n[0], own: time.Duration(n[1]+n[2]) * tick, ended: time.Duration(n[3]+n[4]) * tick}, nil
}

// precise returns the time of a process of one thread to the nanosecond, where
// the kernel says it, and coarse elsewhere.
func (p Process) precise(coarse time.Duration) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", p))
	if err != nil {
		return coarse
	}
	first, _, _ := bytes.Cut(b, []byte(" "))
	n, err := strconv.ParseInt(string(first), 10, 64)
	if err != nil || n == 0 {
		return coarse
	}
	return time.Duration(n)
}
