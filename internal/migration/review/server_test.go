package review_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestServerIsLeftAlone: what is about the whole server is judged and not run, since others
// may have databases on it.
func TestServerIsLeftAlone(t *testing.T) {
	t.Parallel()
	server, theirs := pgtest.AsSuperuser(t, pgtest.NewDatabase(t)), pgtest.NewDatabase(t)
	u, err := url.Parse(theirs)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	dir := reviewtest.Directory(t, "1_server.sql", "-- atlas:txmode none\n\nALTER SYSTEM SET vacuum_cost_limit = 123;\nALTER DATABASE "+name+" SET work_mem = '123kB';\nDROP DATABASE "+name+" WITH (FORCE);\n")
	report := reviewtest.Run(t, review.Options{URL: server, Dir: dir})
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"`ALTER SYSTEM SET vacuum_cost_limit = 123;` cannot be in a transaction, was not run",
		"`ALTER DATABASE " + name + " SET work_mem = '123kB';`, was not run",
		"`DROP DATABASE " + name + " WITH (FORCE);` cannot be in a transaction, was not run",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, b.String())
		}
	}
	var changed int
	const settings = "SELECT (SELECT count(*) FROM pg_file_settings WHERE name = 'vacuum_cost_limit') + (SELECT count(*) FROM pg_db_role_setting, unnest(setconfig) AS s WHERE s = 'work_mem=123kB')"
	if err := pgtest.Connect(t, pgtest.AsSuperuser(t, theirs)).QueryRow(t.Context(), settings).Scan(&changed); err != nil || changed > 0 {
		t.Errorf("%d settings of the server are changed (%v), want none", changed, err)
	}
}
