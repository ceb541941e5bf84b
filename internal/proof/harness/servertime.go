package harness

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ServerTime is the processor time that the processes of PostgreSQL have taken for the open
// connections to a database, in steps of 10 ms. Other work on the machine changes it less than the
// time that passes. It skips a benchmark whose server runs elsewhere.
func ServerTime(b testing.TB, url string) (taken time.Duration) {
	b.Helper()
	rows, err := Connect(b, url).SQL().QueryContext(b.Context(), "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			b.Fatal(err)
		}
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			b.Skip(err)
		}
		fields := strings.Fields(string(raw)[strings.LastIndex(string(raw), ")"):])
		user, _ := strconv.Atoi(fields[12])
		system, _ := strconv.Atoi(fields[13])
		taken += time.Duration(user+system) * 10 * time.Millisecond
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return taken
}
