// Package reviewtest runs reviews in the tests of the review and of its rules.
package reviewtest

import (
	"testing"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/migration/review"
)

// fewRows are few: what is judged must not depend on how long it takes.
const fewRows = 1000

// Run reviews migrations, over few rows unless the options name a number.
func Run(tb testing.TB, o review.Options) review.Report {
	tb.Helper()
	if o.Rows == 0 {
		o.Rows = fewRows
	}
	report, err := review.Run(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

// Directory writes migrations and their sums, from names and contents, and returns the path
// of their folder.
func Directory(tb testing.TB, files ...string) string {
	tb.Helper()
	path := tb.TempDir()
	dir, err := migrate.NewLocalDir(path)
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		if err := dir.WriteFile(files[i], []byte(files[i+1])); err != nil {
			tb.Fatal(err)
		}
	}
	sum, err := dir.Checksum()
	if err != nil {
		tb.Fatal(err)
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil {
		tb.Fatal(err)
	}
	return path
}
