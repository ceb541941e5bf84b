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
// does not have: none disturbs another, and the last one drops it.
func TestReviewsShareRoles(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", one+"GRANT SELECT ON a TO review_shares;\n", "2_two.sql", two+"GRANT SELECT ON b TO review_shares;\n")
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			for range 3 {
				// Not the helper that ends the test: this is another goroutine.
				if _, err := review.Run(context.WithoutCancel(t.Context()), review.Options{URL: server, Dir: dir, Base: "1", Rows: 10}); err != nil {
					t.Error(err)
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
