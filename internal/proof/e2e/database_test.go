package e2e

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// onPostgres starts a service on a new PostgreSQL database, and also connects to it
// directly.
func onPostgres(t *testing.T, settings ...string) (*service, *pgx.Conn) {
	t.Helper()
	url := pgtest.NewDatabase(t)
	s := start(t, url, settings...)
	conn, err := pgx.Connect(t.Context(), pgtest.Direct(url)) // prepared statements need a session
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return s, conn
}

// TestDatabaseRefuses writes invalid rows by SQL. The database itself must refuse rows
// that the service could not read.
func TestDatabaseRefuses(t *testing.T) {
	s, conn := onPostgres(t)
	made := s.create(t, "ann", map[string]any{"title": "t"})
	const (
		notNull = "23502"
		check   = "23514"
		unique  = "23505"
		tooLong = "22001"
	)
	cases := []struct {
		name, set string
		arg       any
		want      []string // one of these codes
	}{
		{"a title too long", "title", strings.Repeat("x", 256), []string{tooLong, check}},
		{"an empty title", "title", "", []string{check}},
		{"no title", "title", nil, []string{notNull}},
		{"a description too long", "description", strings.Repeat("x", 10_001), []string{tooLong, check}},
		{"an unknown priority", "priority", "urgent", []string{check}},
		{"a priority in capitals", "priority", "LOW", []string{check}},
		{"no priority", "priority", nil, []string{notNull}},
		{"completed neither", "completed", nil, []string{notNull}},
		{"no owner", "user_id", nil, []string{notNull}},
		{"an empty owner", "user_id", "", []string{check}},
		{"an owner too long", "user_id", strings.Repeat("x", 256), []string{tooLong, check}},
		{"created at no time", "created_at", nil, []string{notNull}},
		{"updated at no time", "updated_at", nil, []string{notNull}},
		{"no version", "version", nil, []string{notNull}},
		{"version 0", "version", 0, []string{check}},
		{"no id", "id", nil, []string{notNull}},
		{"due in the end", "due_date", "infinity", []string{check}},
		{"due before all time", "due_date", "-infinity", []string{check}},
		{"due after the year 9999", "due_date", "10000-01-01T00:00:00Z", []string{check}},
		{"due before Christ", "due_date", "0044-03-15 BC", []string{check}},
		{"created in the end", "created_at", "infinity", []string{check}},
		{"updated in the end", "updated_at", "infinity", []string{check}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := conn.Exec(t.Context(), fmt.Sprintf("UPDATE tasks SET %s = $1 WHERE id = $2", c.set), pgx.QueryExecModeSimpleProtocol, c.arg, made.ID)
			var refusal *pgconn.PgError
			if !errors.As(err, &refusal) || !slices.Contains(c.want, refusal.Code) {
				t.Errorf("the database says %v, want one of %v", err, c.want)
			}
		})
	}
	insert := "INSERT INTO tasks (id, user_id, created_at, updated_at, title) VALUES ($1, 'ann', now(), now(), 't')"
	var refusal *pgconn.PgError
	if _, err := conn.Exec(t.Context(), insert, made.ID); !errors.As(err, &refusal) || refusal.Code != unique {
		t.Errorf("the same id again: %v, want %s", err, unique)
	}
	if _, err := conn.Exec(t.Context(), insert, unknownID); err != nil {
		t.Errorf("a row with the defaults of the database: %v, want it taken", err)
	}
	if got := s.read(t, "ann", unknownID); got.Version != 1 || got.Priority != "medium" || got.Completed {
		t.Errorf("read %+v, want the defaults of the API", got)
	}
	if after := s.read(t, "ann", made.ID); after.Version != 1 {
		t.Errorf("after all that: %+v, want it as it was", after)
	}
}

func TestIndexes(t *testing.T) {
	_, conn := onPostgres(t)
	rows, err := conn.Query(t.Context(), `
		SELECT string_agg(a.attname, ',' ORDER BY k.n)
		FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(attnum, n), pg_attribute a
		WHERE i.indrelid = 'tasks'::regclass AND i.indisvalid AND NOT i.indisprimary
			AND a.attrelid = i.indrelid AND a.attnum = k.attnum
		GROUP BY i.indexrelid ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	want := []string{
		"id", "user_id,change_number,id", "user_id,completed,created_at,id,deleted_at", "user_id,created_at,id,deleted_at", "user_id,deleted_at,id", "user_id,due_date,id,deleted_at",
		"user_id,title,id,deleted_at", "user_id,updated_at,id,deleted_at",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("indexes of tasks = %q, %v, want %q", got, err, want)
	}
}

// lastQuery is the last statement on the single connection of the service.
func lastQuery(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var sql string
	err := conn.QueryRow(t.Context(), `SELECT query FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%FROM "tasks"%'`).Scan(&sql)
	if err != nil {
		t.Fatalf("the service's last statement: %v", err)
	}
	return sql
}

// TestListPlans asks PostgreSQL for the plans of the statements that lists really send,
// among 100,000 tasks of several users.
func TestListPlans(t *testing.T) {
	s, conn := onPostgres(t, "DB_POOL_MIN=1", "DB_POOL_MAX=1")
	fill := `INSERT INTO tasks (id, user_id, created_at, updated_at, title, completed, priority, due_date, description)
		SELECT gen_random_uuid(), 'user ' || least(floor(-ln(random()) * 2), 9), at, at + random() * interval '9 days',
			'task ' || (n % 5000), n % 3 = 0, (ARRAY['low', 'medium', 'high'])[1 + n % 3],
			CASE WHEN n % 4 > 0 THEN at + random() * interval '90 days' END, repeat('x', n % 200)
		FROM (SELECT n, now() - random() * interval '400 days' AS at FROM generate_series(1, 100000) AS n) AS rows`
	for _, sql := range []string{fill, "ANALYZE tasks"} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	const user = "user 0"
	for _, filter := range []string{"", "completed=false", "priority=high", "due_after=2020-01-01T00:00:00Z"} {
		for _, field := range sorts {
			for _, sort := range []string{field, "-" + field} {
				for _, start := range []string{"first", "second", "middle"} {
					t.Run(strings.Join([]string{sort, filter, start}, ","), func(t *testing.T) {
						query := strings.Trim("limit=50&sort="+sort+"&"+filter, "&")
						switch start {
						case "second":
							query += "&cursor=" + cursorOf(t, s.get(t, user, tasks+"?"+query))
						case "middle":
							query += "&cursor=" + cursorOf(t, s.get(t, user, tasks+"?offset=3000&"+query))
						}
						s.get(t, user, tasks+"?"+query)
						wantPlan(t, conn, lastQuery(t, conn))
					})
				}
			}
		}
	}
}

// slowStep matches a plan step that reads more than a page: a sort, but not the line Sort
// Key of a merge of ordered ranges.
var slowStep = regexp.MustCompile(`(?m)\bSort$|Seq Scan|Bitmap`)

// wantPlan expects ranges of an index that begins with the owner and is in the order of the
// list. The plan is generic, as for a prepared statement that PostgreSQL keeps.
func wantPlan(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	nulls := strings.TrimSuffix(strings.Repeat("NULL, ", strings.Count(sql, "$")), ", ")
	for _, prepare := range []string{"SET plan_cache_mode = force_generic_plan", "PREPARE list AS " + sql} {
		if _, err := conn.Exec(t.Context(), prepare); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
	}
	rows, err := conn.Query(t.Context(), "EXPLAIN (COSTS off) EXECUTE list("+nulls+")", pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "DEALLOCATE list"); err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(lines, "\n")
	if bad := slowStep.FindString(plan); bad != "" {
		t.Errorf("the plan has a %s:\n%s\n%s", bad, plan, sql)
	}
	if !strings.Contains(plan, " using task_user_id_") || !strings.Contains(plan, "Index Cond: (((user_id)::text = $") && !strings.Contains(plan, "Index Cond: ((user_id)::text = $") {
		t.Errorf("the plan uses no index by user_id:\n%s\n%s", plan, sql)
	}
}

// cursorOf returns the cursor of the next page.
func cursorOf(t *testing.T, r response) string {
	t.Helper()
	_, cursor, found := strings.Cut(strings.TrimSuffix(r.Header.Get("Link"), `>; rel="next"`), "cursor=")
	if cursor, _, _ = strings.Cut(cursor, "&"); !found {
		t.Fatalf("Link = %q, want a cursor", r.Header.Get("Link"))
	}
	return cursor
}
