package meter

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// CPU returns the user and system time of the process, including ended threads, to the
// nanosecond.
func (p Process) CPU() (time.Duration, error) {
	var t unix.Timespec
	err := os.ErrProcessDone
	if p <= greatest {
		err = unix.ClockGettime(p.clock(), &t)
	}
	if errors.Is(err, unix.EINVAL) { // what the kernel calls a clock that it has not
		err = os.ErrProcessDone
	}
	if err != nil {
		return 0, fmt.Errorf("read the CPU clock of process %d: %w", p, err)
	}
	return time.Duration(t.Nano()), nil
}

// greatest is above every process id (PID_MAX_LIMIT).
const greatest = 1 << 22

// clock is the id of the clock as clock_getcpuclockid(3) makes it.
func (p Process) clock() int32 {
	const ofScheduler = 2             // CPUCLOCK_SCHED
	return ^int32(p)<<3 | ofScheduler //nolint:gosec // no process id is greater than greatest
}
