package cluster

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// room is what a server in memory may come to need, in bytes.
const room = 4 << 30

// memory returns the file system in memory, or the temporary folder if there is less than
// room of either.
func memory() string {
	const shared = "/dev/shm"
	var fs syscall.Statfs_t
	if err := syscall.Statfs(shared, &fs); err != nil || float64(fs.Bavail)*float64(fs.Bsize) < room || available() < room {
		return os.TempDir()
	}
	return shared
}

// available returns how much memory programs may still take, in bytes.
func available() (bytes uint64) {
	info, _ := os.ReadFile("/proc/meminfo")
	_, line, _ := strings.Cut(string(info), "MemAvailable:")
	_, _ = fmt.Sscan(line, &bytes)
	return bytes << 10
}
