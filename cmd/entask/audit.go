package main

import (
	"fmt"
	"io"
	"os"
	"os/user"

	"github.com/entask/entask/internal/service/audit"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/logging"
)

// auditing is the audit that the settings ask for.
type auditing struct {
	log   *audit.Log // nil for none
	lines *logging.Lines
	file  io.Closer // nil for a stream of the process
}

// openAudit opens it. A file is continued, and read by its owner alone.
func openAudit(e env, cfg config.Config) (auditing, error) {
	var to io.Writer
	var a auditing
	switch cfg.AuditLog {
	case "":
		return a, nil
	case "stdout":
		to = e.stdout
	case "stderr":
		to = e.stderr
	default:
		f, err := os.OpenFile(cfg.AuditLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return a, fmt.Errorf("open AUDIT_LOG: %w", err)
		}
		to, a.file = f, f
	}
	logger, lines := logging.New(to, logging.Options{})
	a.log, a.lines = audit.New(logger), lines
	return a, nil
}

// dropped returns how many lines were never written.
func (a auditing) dropped() int64 {
	if a.lines == nil {
		return 0
	}
	return a.lines.Dropped()
}

// command writes the line of a command about a user.
func (a auditing) command(operation, about string, rows int64, err error) {
	operator := "unknown"
	if u, err := user.Current(); err == nil {
		operator = u.Username
	}
	a.write(operator, operation, about, rows, err)
}

// write writes the line of what somebody did with all that is kept of a user.
func (a auditing) write(operator, operation, about string, rows int64, err error) {
	if a.log != nil {
		a.log.Command(operator, operation, about, rows, err)
	}
}

// close writes the lines that wait.
func (a auditing) close() error {
	if a.lines != nil {
		a.lines.Flush()
	}
	if a.file != nil {
		return a.file.Close()
	}
	return nil
}
