// Package review judges migrations before a live database sees them. It runs each
// statement on a throwaway PostgreSQL that holds rows and the schema before it, observes
// what is locked, rewritten and scanned, and reports what the rules find.
//
// Start reading at Run. directory.go and pending.go read the files; run.go, exec.go and
// changes.go run them and keep what was seen; write.go prints the report. The judgements
// are in review/rules: a new rule changes nothing here.
//
// It needs the superuser of a server that can be thrown away. It takes any directory of
// Atlas migrations, and must not import generated code or internal/database: it knows
// nothing of this application.
package review

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/release"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
	"github.com/entask/entask/internal/migration/rows"
)

// Options say what is reviewed, and how.
type Options struct {
	Dir      string     // of migrations, with its atlas.sum
	Base     string     // only what comes after this version, or is not in this commit
	Latest   int        // only the last files
	Rows     int64      // to make in each table
	Sizes    rows.Sizes // of production; they bound Rows, and times are estimated for them
	Previous string     // SQL of the schema that the previous release uses; "" is all there is
	Baseline string     // SQL of the schema to begin from; "" runs the files that are not pending
	URL      string     // of a server's superuser, who makes a database and drops it
}

// Run reviews the pending migrations of a directory.
func Run(ctx context.Context, o Options) (report Report, err error) {
	list, err := readDirectory(o.Dir)
	if err != nil {
		return Report{}, err
	}
	if err := choose(ctx, list, o); err != nil {
		return Report{}, err
	}
	if o.Baseline != "" {
		if list, err = fromBaseline(o.Baseline, list); err != nil {
			return Report{}, err
		}
	}
	if !slices.ContainsFunc(list, func(m *migration) bool { return m.pending || len(m.findings) > 0 }) {
		return Report{Files: []File{}, Verdict: ok}, nil
	}
	return run(ctx, o, list, func(ctx context.Context, db *database) (*catalog.Catalog, error) { return db.previous(ctx, o.Previous) })
}

// run reviews the pending files of a list.
func run(ctx context.Context, o Options, list []*migration, previousOf func(context.Context, *database) (*catalog.Catalog, error)) (report Report, err error) {
	db, err := open(ctx, o.URL)
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	previous, err := previousOf(ctx, db)
	if err != nil {
		return Report{}, err
	}
	r, err := db.runner(ctx)
	if err != nil {
		return Report{}, err
	}
	r.filler, r.sizes = rows.NewFiller(r.conn, o.Rows, o.Sizes), o.Sizes
	r.release, r.eachIsRelease = release.New(r.conn), o.Base == "" && o.Latest == 0
	report = Report{Files: []File{}, Server: r.server}
	for _, m := range list {
		f, err := r.migration(ctx, m, previous)
		if err != nil {
			return Report{}, fmt.Errorf("%s: %w", m.name, err)
		}
		if m.pending || len(f.Findings) > 0 {
			report.Files = append(report.Files, f)
		}
	}
	report.Verdict = verdict(report.Files)
	return report, nil
}

// migration runs one file, and judges it if it is pending.
func (r *runner) migration(ctx context.Context, m *migration, previous *catalog.Catalog) (f File, err error) {
	f = File{Name: m.name, Statements: []rules.Observed{}, Findings: []rules.Finding{}, InTransaction: m.inTransaction}
	f.Findings = append(f.Findings, m.findings...)
	if !m.pending {
		failed, err := r.plainly(ctx, m)
		f.Findings = append(f.Findings, failed...)
		return f, err
	}
	for i := range m.statements {
		m.statements[i].trees, _ = syntax.Parse(m.statements[i].text) // the server says what is wrong with it
	}
	if err := r.prepare(ctx, m, previous); err != nil {
		return f, err
	}
	subjects, err := r.file(ctx, m, m.inTransaction)
	if err != nil {
		return f, err
	}
	if m.inTransaction && slices.ContainsFunc(subjects, needsNoTransaction) {
		f.Findings = append(f.Findings, rules.NotInTransaction(m.name, subjects)...)
		if subjects, err = r.file(ctx, m, false); err != nil {
			return f, err
		}
	}
	broken, passed, err := r.release.Try(ctx, touchedBy(m))
	if err != nil {
		return f, err
	}
	file := &rules.File{InTransaction: m.inTransaction, Subjects: subjects, Previous: previous, Made: r.filler.Made, Broken: broken, Passed: passed, Replaced: r.functions, Failed: r.failed}
	f.Findings = append(f.Findings, file.Judge()...)
	f.Findings = silence(m, f.Findings)
	slices.SortStableFunc(f.Findings, inOrder)
	for _, s := range subjects {
		s.EstimateMS = r.estimate(s)
		if s.Failure == "" && s.Emptied {
			s.Failure = s.Refusal.Message
		}
		f.Statements = append(f.Statements, s.Observed)
		if s.Failed() && r.failed == "" {
			r.failed = m.name
		}
	}
	return f, r.dropInvalid(ctx, subjects)
}

// prepare makes what a file is tried on: rows, and the previous release's statements.
func (r *runner) prepare(ctx context.Context, m *migration, previous *catalog.Catalog) error {
	if err := r.fill(ctx); err != nil {
		return err
	}
	if err := r.aim(ctx, m); err != nil {
		return err
	}
	return r.learn(ctx, m, previous)
}

func (r *runner) fill(ctx context.Context) error {
	c, err := catalog.Read(ctx, r.conn)
	if err != nil {
		return err
	}
	return r.filler.Fill(ctx, c)
}

// dropInvalid drops the INVALID indexes that failed on rows that the review made.
func (r *runner) dropInvalid(ctx context.Context, subjects []*rules.Subject) error {
	for _, s := range subjects {
		if !s.Bare || len(s.Invalid) == 0 {
			continue
		}
		for _, i := range s.After.Sorted(func(i *catalog.Relation) bool { return i.Kind == "i" && !i.Valid }) {
			if _, err := r.conn.Exec(ctx, "DROP INDEX IF EXISTS "+catalog.Quote(i.Schema, i.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}
