package review_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/postgres/pgtest"
)

const (
	one   = "CREATE TABLE a (id bigint PRIMARY KEY);\n"
	two   = "CREATE TABLE b (id bigint PRIMARY KEY);\n"
	three = "CREATE TABLE c (id bigint PRIMARY KEY);\n"
)

// summary lists the files of a report with the rules of their findings.
func summary(r review.Report) string {
	var b strings.Builder
	for _, f := range r.Files {
		b.WriteString(f.Name)
		for _, finding := range f.Findings {
			b.WriteString(" " + string(finding.Severity) + ":" + finding.Rule)
		}
		b.WriteString("\n")
	}
	return b.String() + r.Verdict
}

func TestPending(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", one, "2_two.sql", two, "3_three.sql", three)
	for _, tc := range []struct {
		name string
		o    review.Options
		want string
	}{
		{"all", review.Options{}, "1_one.sql\n2_two.sql\n3_three.sql\nok"},
		{"the last", review.Options{Latest: 1}, "3_three.sql\nok"},
		{"more than there are", review.Options{Latest: 9}, "1_one.sql\n2_two.sql\n3_three.sql\nok"},
		{"after a version", review.Options{Base: "1"}, "2_two.sql\n3_three.sql\nok"},
		{"after a file", review.Options{Base: "2_two.sql"}, "3_three.sql\nok"},
		{"nothing", review.Options{Base: "3"}, "ok"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.o.URL, tc.o.Dir = server, dir
			if got := summary(reviewtest.Run(t, tc.o)); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestEditedFile(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", one, "2_two.sql", two)
	write(t, dir, "1_one.sql", strings.Replace(one, "bigint", "uuid", 1))
	got := summary(reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: "1"}))
	if want := "1_one.sql error:edited-file\n2_two.sql\nerror"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := os.Remove(filepath.Join(dir, "atlas.sum")); err != nil {
		t.Fatal(err)
	}
	got = summary(reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: "1"}))
	if want := "2_two.sql warning:no-sum\nwarning"; got != want {
		t.Errorf("without sums: got\n%s\nwant\n%s", got, want)
	}
}

// TestSinceCommit edits a file and hashes it again, which no sum tells.
func TestSinceCommit(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("this test needs git")
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", one, "3_three.sql", three)
	git(t, dir, "init", "-q")
	git(t, dir, "add", ".")
	git(t, dir, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "released")
	copyOf := reviewtest.Directory(t, "1_one.sql", strings.Replace(one, "bigint", "uuid", 1), "2_two.sql", two, "3_three.sql", three, "4_four.sql", "CREATE TABLE d (id bigint PRIMARY KEY);\n")
	for _, name := range []string{"1_one.sql", "2_two.sql", "4_four.sql", "atlas.sum"} {
		b, err := os.ReadFile(filepath.Join(copyOf, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, string(b))
	}
	got := summary(reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: "HEAD"}))
	want := "1_one.sql error:edited-file\n2_two.sql error:out-of-order\n4_four.sql\nerror"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	_, err := review.Run(t.Context(), review.Options{URL: server, Dir: dir, Base: "no-such-branch"})
	if err == nil || !strings.Contains(err.Error(), "--base no-such-branch is neither a version of "+dir+" nor a commit") {
		t.Errorf("an unknown base: %v", err)
	}
}

// TestFailure reviews what comes after a file that fails: what lacks something for it says
// so, and the rest is as if the file had not failed.
func TestFailure(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	files := []string{"1_one.sql", one, "2_two.sql", "DROP TABLE nothing;\n" + two, "3_three.sql", three + "CREATE INDEX b_id ON b (id);\nALTER TABLE nothing ADD COLUMN n text;\n"}
	dir := reviewtest.Directory(t, files...)
	for _, tc := range []struct{ name, base, want string }{
		{"under review", "", "1_one.sql\n2_two.sql error:fails\n3_three.sql error:create-index warning:lock-timeout warning:not-reviewed\nerror"},
		{"before the review", "2", "2_two.sql warning:not-applied\n3_three.sql error:create-index warning:lock-timeout warning:not-reviewed\nerror"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := summary(reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: tc.base})); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
	files[3] = "INSERT INTO a VALUES ('1);\n"
	got := summary(reviewtest.Run(t, review.Options{URL: server, Dir: reviewtest.Directory(t, files[:4]...), Base: "1"}))
	if want := "2_two.sql error:fails\nerror"; got != want {
		t.Errorf("a file that cannot be read as statements: got\n%s\nwant\n%s", got, want)
	}
}

// TestLastSemicolon applies files that end without one, or in a comment.
func TestLastSemicolon(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", strings.TrimSuffix(one, ";\n"), "2_two.sql", two+"ALTER TABLE b ADD COLUMN n text -- the last", "3_three.sql", "-- atlas:txmode none\n\n"+strings.TrimSuffix(three, ";\n"), "4_four.sql", "CREATE TABLE d (id bigint PRIMARY KEY REFERENCES c, b bigint REFERENCES b, a bigint REFERENCES a)")
	for _, o := range []review.Options{{Latest: 1}, {Base: "3"}, {Latest: 4}} {
		o.URL, o.Dir = server, dir
		for _, f := range reviewtest.Run(t, o).Files {
			for _, finding := range f.Findings {
				if finding.Severity != "info" && finding.Rule != "several-tables" && finding.Rule != "lock-timeout" {
					t.Errorf("%+v: %s: %s: %s", o, f.Name, finding.Rule, finding.Message)
				}
			}
		}
	}
}

// TestBaseline begins from a dump of production, which the first files do not lead to.
func TestBaseline(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := reviewtest.Directory(t, "1_one.sql", "ALTER TABLE nowhere ADD COLUMN n text;\n", "2_two.sql", "ALTER TABLE app.orders ALTER COLUMN total TYPE text;\n")
	const schema = `--
-- PostgreSQL database dump
--

\restrict x
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA app;
ALTER SCHEMA app OWNER TO review_baseline;
CREATE FUNCTION app.f() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;
CREATE TABLE app.orders (id bigint NOT NULL, total numeric(10,2) NOT NULL);
ALTER TABLE ONLY app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
\unrestrict x
`
	got := summary(reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: "1", Baseline: schema}))
	if want := "2_two.sql error:change-type warning:lock-timeout\nerror"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	_, err := review.Run(t.Context(), review.Options{URL: server, Dir: dir, Base: "1", Baseline: schema + "COPY app.orders (id) FROM stdin;\n1\n\\.\n"})
	if err == nil || !strings.HasSuffix(err.Error(), "has rows: pg_dump --schema-only leaves them out") {
		t.Errorf("a dump with rows: %v", err)
	}
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}
