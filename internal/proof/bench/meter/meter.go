// Package meter reads the CPU time and the resident memory of processes from the kernel. It
// needs Linux's /proc.
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

// tick is the unit of /proc/PID/stat, the only source for processes that have ended. It is
// 1/USER_HZ, and USER_HZ is 100 on all platforms of Go.
const tick = 10 * time.Millisecond

// Process is the id of a process whose threads are measured together.
type Process int

// Memory is the memory of a process, in bytes.
type Memory struct {
	Now, Peak int64 // resident: what follows, and pages of files such as the program
	Own       int64 // resident pages that no file has, so that the kernel cannot drop them
}

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
		case "RssAnon":
			m.Own = kilobytes << 10
		}
	}
	if m.Now == 0 || m.Peak == 0 || m.Own == 0 {
		return m, fmt.Errorf("process %d: the kernel shows no resident memory", p)
	}
	return m, nil
}

// Server is the process id of a PostgreSQL server.
type Server int

// CPU returns the CPU time of the server and its sessions, including ended ones.
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
		if hasEnded(err) || child.parent != int(s) {
			continue // it has ended, or is no child
		}
		if err != nil {
			return 0, err
		}
		cpu, err := Process(pid).CPU()
		if err != nil && !hasEnded(err) {
			return 0, err
		}
		sum += cpu
	}
	own, err := Process(s).CPU()
	if err != nil {
		return 0, err
	}
	stat, err := Process(s).stat()
	return sum + own + stat.ended, err
}

func hasEnded(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, os.ErrProcessDone)
}

// stat is the content of /proc/PID/stat.
type stat struct {
	parent int
	ended  time.Duration // CPU time of children that have ended and been waited for
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
	var n [3]int // proc(5) counts from 1, and the name is its second
	for i, field := range []int{4, 16, 17} {
		if n[i], err = strconv.Atoi(fields[field-3]); err != nil {
			return stat{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	return stat{parent: n[0], ended: time.Duration(n[1]+n[2]) * tick}, nil
}
