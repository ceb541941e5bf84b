package rules_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestPartitionedRemedies pastes what the review advises for a partitioned table: it leads to
// a valid index or constraint, and the review has nothing against it.
func TestPartitionedRemedies(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	next := regexp.MustCompile(`(?m)^-- (in a file of its own|and in the next file|for each partition).*\n`)
	for rule, sql := range map[string]string{
		"create-index":    "CREATE UNIQUE INDEX events_unique ON events USING btree (id, at);",
		"add-unique":      "ALTER TABLE events ADD UNIQUE (id, at);",
		"add-foreign-key": "ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES users (id);",
	} {
		t.Run(rule, func(t *testing.T) {
			files := []string{"1_schema.sql", string(schema), "2_unsafe.sql", sql}
			safe := ""
			for _, f := range reviewtest.Run(t, review.Options{URL: server, Dir: reviewtest.Directory(t, files...), Base: "1"}).Files[0].Findings {
				if f.Rule == rule {
					safe = f.Safe
				}
			}
			files = files[:2]
			for i, part := range next.Split(safe, -1) {
				if regexp.MustCompile(`CONCURRENTLY`).MatchString(part) {
					part = "-- atlas:txmode none\n\n" + part
				}
				if part != "" {
					files = append(files, fmt.Sprintf("%d_part.sql", i+2), part)
				}
			}
			last := regexp.MustCompile(`INDEX (\S+) ATTACH|CONSTRAINT (\S+) FOREIGN`).FindStringSubmatch(files[len(files)-1])
			if last == nil {
				t.Fatalf("what comes of it?\n%s", safe)
			}
			files = append(files, "9_proof.sql", fmt.Sprintf("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('%[1]s') AND indisvalid UNION SELECT FROM pg_constraint WHERE conname = '%[1]s' AND convalidated AND conrelid = 'events'::regclass) THEN RAISE EXCEPTION 'not valid'; END IF; END $$;", last[1]+last[2]))
			for _, f := range reviewtest.Run(t, review.Options{URL: server, Dir: reviewtest.Directory(t, files...), Base: "1"}).Files {
				for _, finding := range f.Findings {
					if finding.Severity != rules.Info && finding.Rule != "several-tables" {
						t.Errorf("%s:%d: %s: %s\n%s", f.Name, finding.Line, finding.Rule, finding.Message, safe)
					}
				}
			}
		})
	}
}
