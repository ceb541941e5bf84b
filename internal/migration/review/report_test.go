package review_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/rows"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// untimed takes out what depends on the machine.
func untimed(s string) string {
	for pattern, with := range map[string]string{
		`("(?:held_)?ms": )[\d.]+`: "${1}N",
		`[\d.]+ ms\b`:              "N ms",
		`(?m)^(\| \d+ \| .* \| )[\d.]+( \(production: about [^)]+\))?( \| .* \| .* \| .* \| \d+ \|)$`: "${1}N$3",
		`PostgreSQL \d[^,]*, on`: "PostgreSQL V, on",
	} {
		s = regexp.MustCompile(pattern).ReplaceAllString(s, with)
	}
	return s
}

// TestJSON checks the shape that programs rely on, key for key.
func TestJSON(t *testing.T) {
	t.Parallel()
	dir := reviewtest.Directory(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);", "2_two.sql", "SET LOCAL lock_timeout = '2s';\nALTER TABLE a ALTER COLUMN id TYPE integer;\n")
	report := reviewtest.Run(t, review.Options{URL: pgtest.AsSuperuser(t, pgtest.NewDatabase(t)), Dir: dir, Latest: 1})
	var b bytes.Buffer
	if err := report.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	want := `{
  "files": [
    {
      "name": "2_two.sql",
      "statements": [
        {
          "line": 1,
          "sql": "SET LOCAL lock_timeout = '2s';",
          "locks": [],
          "rewrites": [],
          "scans": [],
          "rows": 0,
          "ms": N
        },
        {
          "line": 2,
          "sql": "ALTER TABLE a ALTER COLUMN id TYPE integer;",
          "locks": [
            {
              "relation": "public.a",
              "mode": "ACCESS EXCLUSIVE",
              "blocks": "reads and writes",
              "held_ms": N
            }
          ],
          "rewrites": [
            "public.a"
          ],
          "scans": [
            "public.a"
          ],
          "rows": 0,
          "ms": N
        }
      ],
      "findings": [
        {
          "rule": "change-type",
          "severity": "error",
          "line": 2,
          "message": "public.a.id becomes integer: the table and its indexes are written anew while nobody can read or write it.",
          "safe": "SET LOCAL lock_timeout = '2s';\nALTER TABLE a ADD COLUMN id_new integer;\n-- a trigger BEFORE INSERT OR UPDATE keeps it equal to id; fill old rows in batches;\n-- the next release reads id_new, the one after it drops id"
        }
      ]
    }
  ],
  "verdict": "error"
}
`
	if got := untimed(b.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !json.Valid(b.Bytes()) {
		t.Error("this is not JSON")
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	dir := reviewtest.Directory(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);",
		"2_two.sql", "-- atlas:txmode none\n\nCREATE INDEX CONCURRENTLY a_n ON a (n);\n",
		"3_three.sql", "-- review:allow delete-unbatched: it has forty rows\nDELETE FROM a WHERE n <> 'a|b';\n")
	report := reviewtest.Run(t, review.Options{URL: pgtest.AsSuperuser(t, pgtest.NewDatabase(t)), Dir: dir, Latest: 2, Rows: 50000})
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b, false); err != nil {
		t.Fatal(err)
	}
	head := "| line | statement | ms | locks, what they block, held | rewrites | scans | rows |\n| ---: | --- | ---: | --- | --- | --- | ---: |\n"
	want := "# Review of migrations: ok\n\n## 2_two.sql\n\nNot a transaction (atlas:txmode none): each statement stands alone.\n\n" + head +
		"| 3 | `CREATE INDEX CONCURRENTLY a_n ON a (n);` cannot be in a transaction | N | public.a SHARE UPDATE EXCLUSIVE, blocks nothing, N ms | none | public.a | 0 |\n\nNo findings.\n" +
		"\n## 3_three.sql\n\nOne transaction: each lock is held until its end.\n\n" + head +
		"| 2 | `DELETE FROM a WHERE n <> 'a\\|b';` | N | public.a ROW EXCLUSIVE, blocks nothing, N ms | none | public.a | 50000 |\n\n" +
		"**info**, line 2, `delete-unbatched`: Allowed on line 1: it has forty rows. It says otherwise (error): As many rows of public.a change in one transaction as match: 50000 of 50000 here. Each stays locked until it ends, writers wait, and replicas and VACUUM fall behind.\n\n" +
		"```sql\n-- in a job, or in a file that begins with -- atlas:txmode none and a blank line; each batch commits:\nDO $$\nDECLARE n bigint;\nBEGIN\n  LOOP\n    DELETE FROM a WHERE ctid = ANY (ARRAY(SELECT ctid FROM a WHERE … LIMIT 5000));\n    GET DIAGNOSTICS n = ROW_COUNT;\n    EXIT WHEN n = 0;\n    COMMIT;\n  END LOOP;\nEND $$;\n```\n" +
		"\nObserved on a throwaway PostgreSQL V, on the rows that the review made.\n"
	if got := untimed(b.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	conn := pgtest.Connect(t, server)
	if _, err := conn.Exec(t.Context(), "CREATE TABLE a (id bigint PRIMARY KEY, n text); INSERT INTO a SELECT n FROM generate_series(1, 1234) n; ANALYZE a"); err != nil {
		t.Fatal(err)
	}
	var answer string
	if err := conn.QueryRow(t.Context(), rows.SizesQuery).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	sizes, err := rows.ReadSizes(strings.NewReader(answer))
	if err != nil || sizes["public.a"] != 1234 {
		t.Fatalf("sizes %v (%v) from %s", sizes, err, answer)
	}
	sizes["public.a"] = 5000000
	dir := reviewtest.Directory(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);", "2_two.sql", "CREATE INDEX a_n ON a (n);")
	report := reviewtest.Run(t, review.Options{URL: server, Dir: dir, Latest: 1, Rows: 5000, Sizes: sizes})
	s := report.Files[0].Statements[0]
	if want := s.MS * 1000; s.EstimateMS < want*0.9 || s.EstimateMS > want*1.1 {
		t.Errorf("%v ms on 5000 rows make %v for 5000000, want about %v", s.MS, s.EstimateMS, want)
	}
	for _, bad := range []string{"", "[]", `{"public.a": -1}`, `{"public.a": "many"}`} {
		if _, err := rows.ReadSizes(strings.NewReader(bad)); err == nil {
			t.Errorf("sizes %q were taken", bad)
		}
	}
}

// TestHabits sums up what many files have in common, a line for each rule.
func TestHabits(t *testing.T) {
	t.Parallel()
	dir := reviewtest.Directory(t, "1_one.sql", "CREATE TABLE a (id int PRIMARY KEY, at timestamp);", "2_two.sql", "CREATE TABLE b (id bigint PRIMARY KEY, at timestamp);")
	report := reviewtest.Run(t, review.Options{URL: pgtest.AsSuperuser(t, pgtest.NewDatabase(t)), Dir: dir})
	var summed, detailed bytes.Buffer
	if err := errors.Join(report.WriteMarkdown(&summed, false), report.WriteMarkdown(&detailed, true)); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(summed.String(), "## Habits\n")
	want := "\n- **warning**, `timestamp-without-time-zone`, 2 times. The first is 1_one.sql:1: The column at: timestamp keeps no moment, but what a clock showed in a place that it does not name.\n" +
		"- **warning**, `int-primary-key`, once. The first is 1_one.sql:1: The column id: 32 bits end at 2147483647, and every insert fails from then on. To widen a key is to write the table anew.\n" +
		"\nWith `--details` each is in its file, with SQL to paste.\n"
	if got, _, _ = strings.Cut(got, "\nObserved"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := strings.Count(detailed.String(), "**warning**, line 1"); n != 3 || strings.Contains(detailed.String(), "Habits") {
		t.Errorf("with details: %d findings, want 3\n%s", n, &detailed)
	}
}

// TestFormats compares the reports for code scanning and for annotations, byte for byte.
func TestFormats(t *testing.T) {
	t.Parallel()
	report := review.Report{Verdict: "error", Files: []review.File{
		{Name: "1_one.sql", Findings: []rules.Finding{
			{Rule: "drop-table", Severity: rules.Error, Line: 3, Message: "100% of it:\nall", Safe: "-- keep, it"},
			{Rule: "old-writes", Severity: rules.Info, Message: "a"},
		}},
		{Name: "2,two.sql", Findings: []rules.Finding{{Rule: "drop-table", Severity: rules.Warning, Line: 1, Message: "b"}}},
	}}
	var annotations, scan bytes.Buffer
	if err := errors.Join(report.WriteGitHub(&annotations, "db"), report.WriteSARIF(&scan, "db")); err != nil {
		t.Fatal(err)
	}
	if got, want := annotations.String(), "::error file=db/1_one.sql,line=3,title=drop-table::100%25 of it:%0Aall%0A%0A-- keep, it\n"+
		"::notice file=db/1_one.sql,line=1,title=old-writes::a\n::warning file=db/2%2Ctwo.sql,line=1,title=drop-table::b\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, scan.Bytes()); err != nil {
		t.Fatal(err)
	}
	const help = "https://github.com/entask/entask/blob/main/docs/migrations-review.md"
	at := func(file, line string) string {
		return `"locations":[{"physicalLocation":{"artifactLocation":{"uri":"` + file + `"},"region":{"startLine":` + line + `}}}]}`
	}
	want := `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"entask migrate review","informationUri":"` + help + `",` +
		`"rules":[{"id":"drop-table","helpUri":"` + help + `#rules"},{"id":"old-writes","helpUri":"` + help + `#rules"}]}},"results":[` +
		`{"ruleId":"drop-table","ruleIndex":0,"level":"error","message":{"text":"100% of it:\nall\n\n-- keep, it"},` + at("db/1_one.sql", "3") + `,` +
		`{"ruleId":"old-writes","ruleIndex":1,"level":"note","message":{"text":"a"},` + at("db/1_one.sql", "1") + `,` +
		`{"ruleId":"drop-table","ruleIndex":0,"level":"warning","message":{"text":"b"},` + at("db/2,two.sql", "1") + `]}]}`
	if got := compact.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
