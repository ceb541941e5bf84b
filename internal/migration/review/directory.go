package review

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// ErrDirectory is returned for a directory that holds no migrations.
var ErrDirectory = errors.New("is not a directory of migrations")

// migration is a file of the directory.
type migration struct {
	name          string
	version       string
	text          string
	inTransaction bool
	statements    []statement
	pending       bool
	findings      []rules.Finding // of the file as a whole
}

type statement struct {
	line  int // of its first word
	text  string
	trees []syntax.Tree // none where the parser refused it
}

// readDirectory reads a directory of Atlas migrations. A wrong sum is a finding of its file.
func readDirectory(path string) ([]*migration, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s %w", path, ErrDirectory)
	}
	dir, err := migrate.NewLocalDir(path)
	if err != nil {
		return nil, err
	}
	files, err := dir.Files()
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s %w", path, ErrDirectory)
	}
	var list []*migration
	for _, f := range files {
		list = append(list, readMigration(f))
	}
	return list, checkSums(path, dir, list)
}

func readMigration(f migrate.File) *migration {
	m := &migration{name: f.Name(), version: f.Version(), text: string(f.Bytes()), inTransaction: true, pending: true}
	if local, ok := f.(*migrate.LocalFile); ok && slices.Contains(local.Directive("txmode"), "none") {
		m.inTransaction = false
	}
	statements, err := f.StmtDecls()
	if err != nil {
		m.findings = append(m.findings, rules.Finding{Rule: "fails", Severity: rules.Error, Line: 1,
			Message: fmt.Sprintf("It cannot be read as statements, and was not run: %s.", err)})
	}
	for _, s := range statements {
		line := 1 + strings.Count(m.text[:min(s.Pos, len(m.text))], "\n")
		m.statements = append(m.statements, statement{line: line, text: strings.TrimSpace(s.Text)})
	}
	return m
}

func checkSums(path string, dir migrate.Dir, list []*migration) error {
	err := migrate.Validate(dir)
	var sum *migrate.ChecksumError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &sum):
		for _, m := range list {
			if m.name == sum.File {
				m.pending = true
				m.findings = append(m.findings, rules.Finding{
					Rule: "edited-file", Severity: rules.Error, Line: 1,
					Message: fmt.Sprintf("%s does not match atlas.sum (%s): a file that was applied somewhere must stay as it is, since nobody will apply it again there.", m.name, sum.Reason),
					Safe:    "-- leave the file as it was, and write what is missing in a new one;\n-- for a file that nobody has applied yet: atlas migrate hash",
				})
				return nil
			}
		}
		return fmt.Errorf("atlas.sum: %s was %s", sum.File, sum.Reason)
	case errors.Is(err, migrate.ErrChecksumNotFound):
		if len(list) > 0 {
			list[len(list)-1].findings = append(list[len(list)-1].findings, rules.Finding{
				Rule: "no-sum", Severity: rules.Warning, Line: 1,
				Message: "The directory has no atlas.sum: nothing tells when a file that was applied is edited. The files were reviewed in the order of their names.",
				Safe:    "-- once: atlas migrate hash --dir file://" + path,
			})
		}
		return nil
	default:
		return err
	}
}
