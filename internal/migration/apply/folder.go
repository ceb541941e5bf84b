package apply

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"ariga.io/atlas/sql/migrate"
)

// folder holds the migrations of this binary, whose sums are right.
type folder struct {
	migrate.Dir
	files []*file // in order
	sums  migrate.HashFile
}

// file is one migration.
type file struct {
	migrate.File
	transaction bool
	statements  []statement
	revision    *migrate.Revision // what the history says of it; nil for nothing
}

type statement struct {
	*migrate.Stmt
	line int
}

// applied returns how many statements a run before this one applied.
func (f *file) applied() int {
	if f.revision == nil {
		return 0
	}
	return f.revision.Applied
}

// openDir copies the files to where Atlas reads them. It checks their sums, and all that can
// be known to fail before a statement is executed.
func openDir(migrations fs.FS) (*folder, error) {
	dir := &migrate.MemDir{}
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range append(names, migrate.HashFileName) {
		b, err := fs.ReadFile(migrations, name)
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		if err := dir.WriteFile(name, b); err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
	}
	if err := migrate.Validate(dir); err != nil {
		return nil, fmt.Errorf("the migrations do not match %s: %w: a file was edited, added or removed by hand, or its line ends were changed", migrate.HashFileName, err)
	}
	folder := &folder{Dir: dir}
	if folder.sums, err = dir.Checksum(); err != nil {
		return nil, err
	}
	files, err := dir.Files()
	if err != nil {
		return nil, err
	}
	for i, f := range files {
		parsed, err := parse(f)
		if err == nil && i > 0 && f.Version() == files[i-1].Version() {
			err = fmt.Errorf("has the version of %s", files[i-1].Name())
		}
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", f.Name(), err)
		}
		folder.files = append(folder.files, parsed)
	}
	return folder, nil
}

var (
	controls   = regexp.MustCompile(`(?is)^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\s+TRANSACTION)\b`)
	unnamed    = regexp.MustCompile(`(?is)^CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+ON\b`)
	directives = regexp.MustCompile(`(?m)^\s*--\s*atlas:(txmode|checkpoint)\b`)
)

func parse(f migrate.File) (*file, error) {
	// Atlas reads a directive as a comment when lines end as on Windows.
	content := bytes.ReplaceAll(f.Bytes(), []byte("\r\n"), []byte("\n"))
	stmts, err := f.StmtDecls()
	if err != nil {
		return nil, err
	}
	transaction, err := transactional(migrate.NewLocalFile(f.Name(), content))
	if err != nil {
		return nil, err
	}
	parsed := &file{File: f, transaction: transaction}
	for _, s := range stmts {
		line := 1 + bytes.Count(f.Bytes()[:min(s.Pos, len(f.Bytes()))], []byte("\n"))
		switch {
		case controls.MatchString(s.Text):
			return nil, fmt.Errorf("line %d: %s: begin and end of transactions are not for a migration to say: a file is one, unless it begins with -- atlas:txmode none and a blank line", line, brief(s.Text))
		case unnamed.MatchString(s.Text):
			return nil, fmt.Errorf("line %d: %s: the index needs a name, by which it is found when its building is interrupted", line, brief(s.Text))
		}
		parsed.statements = append(parsed.statements, statement{s, line})
	}
	return parsed, nil
}

// transactional says whether the file is one transaction. A directive that Atlas would
// ignore is an error, because its author expects it to hold.
func transactional(f *migrate.LocalFile) (bool, error) {
	if f.IsCheckpoint() {
		return false, errors.New("checkpoints are not supported")
	}
	modes := f.Directive("txmode")
	switch n := len(directives.FindAll(f.Bytes(), -1)); {
	case len(modes) > 1:
		return false, fmt.Errorf("more than one atlas:txmode: %q", modes)
	case n > len(modes):
		return false, errors.New("an atlas:txmode counts only in the comment that the file begins with, and before a blank line")
	case len(modes) == 0:
		return true, nil
	case modes[0] == "none" || modes[0] == "file":
		return modes[0] == "file", nil
	default:
		return false, fmt.Errorf("atlas:txmode %q is neither file nor none", modes[0])
	}
}

// brief shortens a statement to one line.
func brief(sql string) string {
	sql = strings.TrimSuffix(strings.Join(strings.Fields(sql), " "), ";")
	if r := []rune(sql); len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return sql
}
