package review

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/release"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
	"github.com/entask/entask/internal/migration/review/undo"
	"github.com/entask/entask/internal/migration/rows"
)

// ErrLoses is returned for migrations that cannot be taken back without loss.
var ErrLoses = errors.New("going back would lose something")

// Down writes the migrations that take the pending files of a directory back. It runs them,
// and compares the schema with the one before. What cannot be taken back without loss is an
// error that wraps ErrLoses. The report is a review of what it wrote, beside the release for
// which the files had not been applied.
func Down(ctx context.Context, o Options) (files []undo.File, report Report, err error) {
	list, err := readDirectory(o.Dir)
	if err != nil {
		return nil, Report{}, err
	}
	if err := choose(ctx, list, o); err != nil {
		return nil, Report{}, err
	}
	if o.Baseline != "" {
		if list, err = fromBaseline(o.Baseline, list); err != nil {
			return nil, Report{}, err
		}
	}
	db, err := open(ctx, o.URL)
	if err != nil {
		return nil, Report{}, err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	r, err := db.runner(ctx)
	if err != nil {
		return nil, Report{}, err
	}
	r.filler, r.release = rows.NewFiller(r.conn, o.Rows, o.Sizes), release.New(r.conn)
	before, files, err := r.down(ctx, list)
	if err != nil {
		return nil, Report{}, err
	}
	report, err = reviewed(ctx, o, list, before, files)
	return files, report, err
}

// down applies the files, plans the way back and takes it.
func (r *runner) down(ctx context.Context, list []*migration) (before *undo.State, files []undo.File, err error) {
	var subjects []*rules.Subject
	var names []string
	for _, m := range list {
		if !m.pending {
			if _, err := r.plainly(ctx, m); err != nil {
				return nil, nil, err
			}
			continue
		}
		if before == nil {
			if before, err = undo.Read(ctx, r.conn); err != nil {
				return nil, nil, err
			}
			if err := r.fill(ctx); err != nil {
				return nil, nil, err
			}
		}
		for i := range m.statements {
			m.statements[i].trees, _ = syntax.Parse(m.statements[i].text)
		}
		done, err := r.file(ctx, m, m.inTransaction)
		if err != nil {
			return nil, nil, err
		}
		subjects = append(subjects, done...)
		names = append(names, strings.TrimSuffix(m.name, ".sql"))
	}
	if before == nil {
		return nil, nil, errors.New("there is nothing to take back")
	}
	after, err := undo.Read(ctx, r.conn)
	if err != nil {
		return nil, nil, err
	}
	_, name, _ := strings.Cut(names[len(names)-1], "_")
	next := versions(list)
	if first := versions(list)(); first <= list[len(list)-1].version {
		return nil, nil, fmt.Errorf("%s comes after %s: the versions of this directory are not times", list[len(list)-1].name, first)
	}
	files = undo.Files(undo.Renames(before, after), name, next)
	if after, err = r.after(ctx, files); err != nil {
		return nil, nil, err
	}
	steps, refusals := undo.Plan(before, after, subjects)
	if len(refusals) > 0 {
		return nil, nil, loses(refusals)
	}
	rest := undo.Files(steps, name, next)
	if after, err = r.after(ctx, rest); err != nil {
		return nil, nil, used(err)
	}
	if d := undo.Difference(before, after); d != "" {
		return nil, nil, fmt.Errorf("no way back is known that leads to the schema before: %s\n  write it by hand and review it, or take back more files together with these (--latest): docs/migration-runbook.md", d)
	}
	return before, append(files, rest...), nil
}

func loses(refusals []undo.Refusal) error {
	var all []string
	for _, r := range refusals {
		all = append(all, "\n  "+r.String())
	}
	return fmt.Errorf("%w:%s", ErrLoses, strings.Join(all, ""))
}

// unused matches the failure of a check by which an undo sees that nothing is lost.
var unused = regexp.MustCompile(`check constraint "\w+_unused" of relation "(\w+)" is violated`)

// used turns such a failure on rows that nobody has written since into a refusal.
func used(err error) error {
	if found := unused.FindStringSubmatch(err.Error()); found != nil {
		return loses([]undo.Refusal{{What: found[1], Why: "has a new column that the migration has filled, by a default that is gone or differs by row: what it wrote cannot be told from what others wrote since"}})
	}
	return err
}

// versions counts up from now, or from the last version.
func versions(list []*migration) func() string {
	const layout = "20060102150405"
	at := time.Now().UTC()
	if last, err := time.Parse(layout, list[len(list)-1].version); err == nil && !last.Before(at) {
		at = last.Add(time.Second)
	}
	return func() string {
		version := at.Format(layout)
		at = at.Add(time.Second)
		return version
	}
}

// after applies files, and returns the schema to which they lead.
func (r *runner) after(ctx context.Context, files []undo.File) (*undo.State, error) {
	for _, f := range files {
		failed, err := r.plainly(ctx, readMigration(migrate.NewLocalFile(f.Name, []byte(f.Text))))
		if err != nil {
			return nil, err
		}
		if len(failed) > 0 {
			return nil, fmt.Errorf("%s: %s\n%s", f.Name, failed[0].Message, f.Text)
		}
	}
	return undo.Read(ctx, r.conn)
}

// reviewed reviews an undo after the files that it takes back.
func reviewed(ctx context.Context, o Options, list []*migration, before *undo.State, files []undo.File) (Report, error) {
	all := slices.Clone(list)
	for _, m := range all {
		m.pending, m.findings = false, nil
	}
	for _, f := range files {
		all = append(all, readMigration(migrate.NewLocalFile(f.Name, []byte(f.Text))))
	}
	return run(ctx, o, all, func(context.Context, *database) (*catalog.Catalog, error) { return before.Catalog, nil })
}
