package review_test

import (
	"context"
	"sync"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestReviewsShareRoles runs several reviews at once that name a role which the server
// does not have: none disturbs another, whichever database of the server it was given, and the
// last one drops it. A role that nothing depends on could be dropped at any moment.
func TestReviewsShareRoles(t *testing.T) {
	t.Parallel()
	server, other := pgtest.AsSuperuser(t, pgtest.NewDatabase(t)), pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", one+"SELECT 'review_shares'::regrole;\n", "2_two.sql", two+"SELECT 'review_shares'::regrole;\n")
	var all sync.WaitGroup
	for i := range 6 {
		url := []string{server, other}[i%2]
		all.Go(func() {
			for range 3 {
				// Not the helper that ends the test: this is another goroutine.
				report, err := review.Run(context.WithoutCancel(t.Context()), review.Options{URL: url, Dir: dir, Base: "1", Rows: 10})
				if err != nil {
					t.Error(err)
					continue
				}
				for _, f := range report.Files[0].Findings {
					if f.Rule == "fails" || f.Rule == "not-applied" {
						t.Errorf("%s: %s", f.Rule, f.Message)
					}
				}
			}
		})
	}
	all.Wait()
	var left bool
	if err := pgtest.Connect(t, server).QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'review_shares')").Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left {
		t.Error("the role is still there when the last review has ended")
	}
}
