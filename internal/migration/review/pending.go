package review

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/review/rules"
)

// choose marks as pending what the release brings: the last files, those after a version, or
// those that a commit does not have.
func choose(ctx context.Context, list []*migration, o Options) error {
	switch {
	case o.Latest > 0:
		for i, m := range list {
			m.pending = i >= len(list)-o.Latest
		}
		return nil
	case o.Base == "":
		return nil
	}
	if i := slices.IndexFunc(list, func(m *migration) bool { return m.version == o.Base || m.name == o.Base }); i >= 0 {
		for j, m := range list {
			m.pending = j > i
		}
		return nil
	}
	if strings.HasPrefix(o.Base, "-") {
		return fmt.Errorf("--base %s is no commit", o.Base)
	}
	old, err := committed(ctx, o.Dir, o.Base)
	if err != nil {
		return fmt.Errorf("--base %s is neither a version of %s nor a commit: %w", o.Base, o.Dir, err)
	}
	sinceCommit(list, old, o.Base)
	return nil
}

// sinceCommit compares the files with those of a commit.
func sinceCommit(list []*migration, old map[string]string, base string) {
	last := ""
	for name := range old {
		last = max(last, name)
	}
	for _, m := range list {
		was, known := old[m.name]
		m.pending = !known
		switch {
		case known && was != m.text:
			m.findings = append(m.findings, rules.Finding{
				Rule: "edited-file", Severity: rules.Error, Line: 1,
				Message: fmt.Sprintf("%s has changed since %s. Where it was applied it will not be applied again, so that databases differ from now on.", m.name, base),
				Safe:    fmt.Sprintf("-- git checkout %s -- %s, and write what is missing in a new file", base, m.name),
			})
		case !known && m.name < last:
			m.findings = append(m.findings, rules.Finding{
				Rule: "out-of-order", Severity: rules.Error, Line: 1,
				Message: fmt.Sprintf("%s sorts before %s, which %s has already: a database that has the later one refuses it, or skips it.", m.name, last, base),
				Safe:    "-- give it a version after the last one: atlas migrate rebase " + m.version,
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old)) {
		if len(list) > 0 && !slices.ContainsFunc(list, func(m *migration) bool { return m.name == name }) {
			m := list[len(list)-1]
			m.findings = append(m.findings, rules.Finding{
				Rule: "edited-file", Severity: rules.Error, Line: 1,
				Message: fmt.Sprintf("%s, which %s has, is gone: databases that have applied it are ahead of the directory.", name, base),
				Safe:    fmt.Sprintf("-- git checkout %s -- %s", base, name),
			})
		}
	}
}

// committed returns the files of dir in a commit.
func committed(ctx context.Context, dir, commit string) (map[string]string, error) {
	names, err := git(ctx, dir, "ls-tree", "--name-only", "-z", commit, ".")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for name := range strings.SplitSeq(names, "\x00") {
		if !strings.HasSuffix(name, ".sql") {
			continue
		}
		if files[name], err = git(ctx, dir, "show", commit+":./"+name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...) //nolint:gosec // a commit that begins with - is refused
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(problem.String()))
	}
	return string(out), nil
}
