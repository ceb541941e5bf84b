package main

import (
	"strings"
	"testing"
	"time"

	"ariga.io/atlas/sql/migrate"
)

// TestDraftOfV1 takes a file as the community edition of Atlas v1 writes it: with
// the directive, with CONCURRENTLY where an index changes, beside other statements.
func TestDraftOfV1(t *testing.T) {
	const v1 = `-- atlas:txmode none

-- Drop index "a_n" from table: "a"
DROP INDEX CONCURRENTLY "a_n";
-- Modify "a" table
ALTER TABLE "public"."a" ADD CONSTRAINT "a_m" CHECK (m > 0), ADD COLUMN "m" bigint NULL;
-- Create index "a_n" to table: "a"
CREATE UNIQUE INDEX CONCURRENTLY "a_n" ON "public"."a" ("n");
-- Create "b" table
CREATE TABLE "public"."b" ("id" bigint NOT NULL, PRIMARY KEY ("id"));
-- Create index "b_id" to table: "b"
CREATE INDEX CONCURRENTLY "b_id" ON "public"."b" ("id");
`
	const want = `== 20260201000000_change.sql
-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Modify "a" table
ALTER TABLE "public"."a" ADD CONSTRAINT "a_m" CHECK (m > 0) NOT VALID, ADD COLUMN "m" bigint NULL;
== 20260201000001_change_indexes.sql
-- atlas:txmode none

-- Create index "a_n" to table: "a"
CREATE UNIQUE INDEX CONCURRENTLY "a_n_new" ON "public"."a" ("n");
-- Drop the "a_n" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "a_n";
== 20260201000002_change_3.sql
-- Create "b" table
CREATE TABLE "public"."b" ("id" bigint NOT NULL, PRIMARY KEY ("id"));
-- Create index "b_id" to table: "b"
CREATE INDEX "b_id" ON "public"."b" ("id");
== 20260201000003_change_validate.sql
-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Validate "a_m" of table: "public.a"
ALTER TABLE "public"."a" VALIDATE CONSTRAINT "a_m";
== 20260201000004_change_finish.sql
-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Give it the name "a_n"
ALTER INDEX "a_n_new" RENAME TO "a_n";
`
	if got := drafted(t, v1); got != want {
		t.Errorf("draft:\n got\n%s\nwant\n%s", got, want)
	}
}

// TestDraftBuildsFirst drafts an index in place of one of another name: lists need the one until
// the other is there. An index of a column that is dropped goes first, since it goes with it.
func TestDraftBuildsFirst(t *testing.T) {
	const drop, build = `DROP INDEX "a_n"`, `CREATE INDEX "a_n_m" ON "public"."a" ("n", "m")`
	first := func(sql, one, other string) {
		t.Helper()
		i, j := strings.Index(sql, one), strings.Index(sql, other)
		if i < 0 || j < 0 || j < i {
			t.Errorf("want %s before %s:\n%s", one, other, sql)
		}
	}
	first(drafted(t, drop+";\n"+build+";\n"), `CREATE INDEX CONCURRENTLY "a_n_m"`, `DROP INDEX CONCURRENTLY "a_n"`)
	narrower := drafted(t, drop+";\nALTER TABLE \"public\".\"a\" DROP COLUMN \"n\";\n"+strings.Replace(build, `"n", `, "", 1)+";\n")
	first(narrower, `DROP INDEX CONCURRENTLY "a_n"`, "DROP COLUMN")
}

// drafted returns the files of the draft of what Atlas has written.
func drafted(t *testing.T, sql string) string {
	t.Helper()
	stmts, err := statements(migrate.NewLocalFile("1_v1.sql", []byte(sql)))
	if err != nil {
		t.Fatal(err)
	}
	// A clock that is behind does not put a file before the last one.
	behind := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var got strings.Builder
	for _, f := range files("change", newDraft(stmts, nil, &moved{}, nil).steps, "20260131235959", behind) {
		got.WriteString("== " + f.Name() + "\n" + string(f.Bytes()))
	}
	return got.String()
}
