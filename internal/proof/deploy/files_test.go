package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

const (
	root       = "../../.." // of the repository
	alertsFile = "deploy/prometheus/alerts.yaml"
)

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// metrics are those that docs/observability.md has, which a test of cmd/entask compares
// with the program.
func metrics(t *testing.T) (names []string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| (?:counter|gauge|histogram) \\|").FindAllStringSubmatch(read(t, "docs/observability.md"), -1) {
		names = append(names, m[1])
	}
	if len(names) == 0 {
		t.Fatal("docs/observability.md has no metrics")
	}
	return names
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
