package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
)

var (
	cpuModel    = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)
	memTotal    = regexp.MustCompile(`(?m)^MemTotal:\s*(\d+) kB$`)
	plainNumber = regexp.MustCompile(`^[0-9.]+`)
)

// machine describes what the figures depend on.
func (b *bench) machine() []string {
	return []string{
		fmt.Sprintf("%d cores of %s, %s of memory, Linux %s; %s", runtime.NumCPU(), find(cpuModel, "/proc/cpuinfo"), memory(), kernel(), b.others),
		fmt.Sprintf("%s, PostgreSQL %s with %#q; each contender has %d connections to it", strings.Replace(runtime.Version(), "go", "Go ", 1), b.db.version, strings.Join(settings, " "), pool),
		fmt.Sprintf("%d tasks of %d users, %d of whom have %d each; %d users send requests over %d connections", b.size.Rows, b.size.Users, b.size.Heavy(), b.size.Rows/100, b.senders, b.connections),
		fmt.Sprintf("%d rounds, in each of which each contender answers %s of each scenario", b.rounds, b.measured()),
	}
}

func find(pattern *regexp.Regexp, file string) string {
	text, _ := os.ReadFile(file)
	if m := pattern.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return "unknown kind"
}

func memory() string {
	var kilobytes int64
	if _, err := fmt.Sscan(find(memTotal, "/proc/meminfo"), &kilobytes); err != nil {
		return "an unknown amount"
	}
	return fmt.Sprintf("%.0f GiB", float64(kilobytes)/(1<<20))
}

func kernel() string {
	text, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return plainNumber.FindString(string(text))
}

// others is how busy the machine was when the benchmark began.
func others() string {
	text, _ := os.ReadFile("/proc/loadavg")
	minute, _, _ := strings.Cut(string(text), " ")
	return "load average before it began " + minute
}
