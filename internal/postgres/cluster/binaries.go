package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries is returned by Start where PostgreSQL is not installed.
var ErrNoBinaries = errors.New("no initdb and postgres found: install PostgreSQL 15 or later (Debian: apt-get install postgresql)")

// Program returns the path of a program that is installed with the server, such as pg_dump.
func Program(name string) (string, error) {
	dir, err := binaries()
	if err != nil {
		return "", err
	}
	return exec.LookPath(filepath.Join(dir, name))
}

// binaries returns the folder of initdb and postgres: the first of PATH that has both,
// otherwise the newest of where packages install them.
func binaries() (string, error) {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if v := majorVersion(dir); v > 0 {
			return resolved(dir, v), nil
		}
	}
	var dirs []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"} {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}

	var best string
	var newest int
	for _, dir := range dirs {
		if v := majorVersion(dir); v > newest {
			best, newest = dir, v
		}
	}
	if best == "" {
		return "", ErrNoBinaries
	}
	return resolved(best, newest), nil
}

// resolved returns where links in a folder lead to, which may be these two alone:
// pg_basebackup is where they lead.
func resolved(dir string, major int) string {
	if program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres")); err == nil && majorVersion(filepath.Dir(program)) == major {
		return filepath.Dir(program)
	}
	return dir
}

// majorVersion returns 15 for a folder that has PostgreSQL 15.4, and 0 for one
// without a usable pair of binaries.
func majorVersion(dir string) int {
	if _, err := exec.LookPath(filepath.Join(dir, "postgres")); err != nil {
		return 0
	}
	out, err := exec.Command(filepath.Join(dir, "initdb"), "--version").Output()
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(out)) // initdb (PostgreSQL) 15.4 (Debian …)
	i := slices.Index(fields, "(PostgreSQL)")
	if i < 0 || i+1 >= len(fields) {
		return 0
	}
	digits := strings.FieldsFunc(fields[i+1], func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	v, _ := strconv.Atoi(digits[0])
	return v
}

// initdb makes a data folder. Its text is UTF-8, and lower() knows all of
// Unicode: that is what a hosted PostgreSQL gives, and C alone would not.
func initdb(bin, data string, as *user) error {
	var last error
	for _, locale := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
		cmd := exec.Command(filepath.Join(bin, "initdb"), "--pgdata="+data, "--username=postgres",
			"--auth=trust", "--encoding=UTF8", "--locale="+locale, "--no-sync", "--no-instructions")
		cmd.Dir = filepath.Dir(data)
		as.run(cmd)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		last = fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
		if err := os.RemoveAll(data); err != nil {
			return err
		}
	}
	return last
}
