package rules_test

import (
	"os"
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestWords has the whole text of what is said about owners, schemas and sequences, and the
// locks that were seen.
func TestWords(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	for _, tc := range []struct{ sql, message, safe, locks string }{
		{
			"ALTER TABLE tasks SET SCHEMA archive;",
			"The previous release still looks for public.tasks in its old schema: its statements fail from this moment, unless its search_path has archive and it may use that. Its indexes and the sequences of its columns move along, its partitions do not.",
			"SET LOCAL lock_timeout = '2s';\nALTER TABLE tasks SET SCHEMA archive;\nCREATE VIEW tasks WITH (security_invoker = true) AS SELECT * FROM archive.tasks;\nGRANT USAGE ON SCHEMA archive TO …;\nGRANT … ON tasks TO …; -- what the table grants; all in the same transaction. The release after drops it",
			"public.tasks ACCESS EXCLUSIVE",
		},
		{
			"GRANT keeper_of_words TO service;",
			"keeper_of_words owns public.logs: a member of the owner takes row-level security off, FORCEd or not, and policies for pg_database_owner hold for members of the database's. To the service, everybody's rows are then within reach.",
			"-- GRANT the tables that are needed, and not a role; for people who migrate:\n-- review:allow grant: who, and that no service signs in so",
			"",
		},
		{
			"SELECT setval('invoice_numbers', 1);",
			"public.invoice_numbers gives out other numbers at once, for everybody, and keeps them when the transaction fails. Numbers that were given out are given out again where it is set back: each INSERT fails on a key, or the number stands for two things.",
			"-- never back, and with room for what is inserted meanwhile:\nSELECT setval('invoice_numbers', greatest(nextval('invoice_numbers'), (SELECT max(…) FROM …)) + 1000);",
			"public.invoice_numbers ROW EXCLUSIVE",
		},
		{
			"ALTER TABLE users ALTER COLUMN id RESTART;",
			"public.users.id counts on from its START, and gives out no number until the transaction ends. Numbers that were given out are given out again where it is set back: each INSERT fails on a key, or the number stands for two things.",
			"-- never back, and with room for what is inserted meanwhile:\nSELECT setval(pg_get_serial_sequence('users', 'id'), greatest(nextval(pg_get_serial_sequence('users', 'id')), (SELECT max(…) FROM …)) + 1000);",
			"public.users ACCESS EXCLUSIVE, public.users_id_seq SHARE ROW EXCLUSIVE",
		},
		{
			"ALTER VIEW open_tasks OWNER TO service;",
			"public.open_tasks gets another owner, who may drop and replace it, and its rights and policies decide what everybody reads by it, unless it is a security_invoker; the old one loses that.",
			"-- let the role that migrates own it, and GRANT the service what it needs",
			"public.open_tasks ACCESS EXCLUSIVE",
		},
	} {
		dir := reviewtest.Directory(t, "1_schema.sql", string(schema)+"CREATE SCHEMA archive;\nALTER TABLE logs OWNER TO keeper_of_words;\n", "2_case.sql", "SET LOCAL lock_timeout = '2s';\n"+tc.sql)
		file := reviewtest.Run(t, review.Options{URL: server, Dir: dir, Base: "1", Rows: 100}).Files[0]
		if len(file.Findings) != 1 || file.Findings[0].Message != tc.message || file.Findings[0].Safe != tc.safe {
			t.Errorf("%s:\n got %+v\nwant %s\n%s", tc.sql, file.Findings, tc.message, tc.safe)
		}
		var seen []string
		for _, s := range file.Statements {
			for _, l := range s.Locks {
				seen = append(seen, l.Relation+" "+l.Mode)
			}
		}
		if locks := strings.Join(seen, ", "); locks != tc.locks {
			t.Errorf("%s: the locks are %q, want %q", tc.sql, locks, tc.locks)
		}
	}
}
