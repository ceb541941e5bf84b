//go:build !linux

package meter

import (
	"errors"
	"time"
)

// CPU fails: only Linux shows the CPU time of other processes.
func (p Process) CPU() (time.Duration, error) { return 0, errors.ErrUnsupported }
