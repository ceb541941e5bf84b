//go:build linux

package meter_test

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/bench/meter"
)

// burn uses an amount of CPU time.
func burn(t *testing.T, p meter.Process, d time.Duration) {
	t.Helper()
	begin := cpu(t, p)
	for deadline := time.Now().Add(time.Minute); cpu(t, p)-begin < d; {
		if time.Now().After(deadline) {
			t.Fatalf("%v of CPU time in a minute of work, want %v", cpu(t, p)-begin, d)
		}
		for range 1_000_000 {
			_ = d
		}
	}
}

func cpu(t *testing.T, m interface{ CPU() (time.Duration, error) }) time.Duration {
	t.Helper()
	d, err := m.CPU()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestProcess(t *testing.T) {
	self := meter.Process(os.Getpid())
	burn(t, self, 100*time.Millisecond)
	held := bytes.Repeat([]byte("x"), 4<<20)
	m, err := self.Memory()
	runtime.KeepAlive(held)
	if err != nil || m.Own < 4<<20 || m.Now < m.Own || m.Peak < m.Now {
		t.Errorf("Memory() = %+v, %v, want some, and the peak no less", m, err)
	}
	if _, err := meter.Process(1 << 30).CPU(); err == nil {
		t.Error("a process that is none has CPU time")
	}
}

// The CPU time of a server's children counts, and still does after they end.
func TestServer(t *testing.T) {
	self := meter.Server(os.Getpid())
	before := cpu(t, self)
	child := exec.Command("sh", "-c", "while :; do :; done")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	const enough = 200 * time.Millisecond
	for deadline := time.Now().Add(time.Minute); cpu(t, meter.Process(child.Process.Pid)) < enough; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the child has had no CPU time in a minute")
		}
	}
	alive := cpu(t, self) - before
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed
	const rounding = 40 * time.Millisecond
	if ended := cpu(t, self) - before; alive < enough-rounding || ended < enough-rounding {
		t.Errorf("%v with the child, %v when it had ended, want at least %v", alive, ended, enough-rounding)
	}
}
