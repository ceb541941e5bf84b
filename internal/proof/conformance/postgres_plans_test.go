package conformance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/viewer"
)

// recorder is a driver that keeps the statements that read, while it is asked to.
type recorder struct {
	dialect.Driver
	mu      sync.Mutex
	on      bool
	sent    []statement
	another func(query string) string // what is sent instead; nil for the same
}

type statement struct {
	sql  string
	args []any
	by   context.Context // which says who asks
}

func (r *recorder) Query(ctx context.Context, query string, args, v any) error {
	if r.another != nil {
		query = r.another(query)
	}
	r.mu.Lock()
	if list, ok := args.([]any); ok && r.on {
		r.sent = append(r.sent, statement{query, slices.Clone(list), ctx}) // they are the sender's
	}
	r.mu.Unlock()
	return r.Driver.Query(ctx, query, args, v)
}

// record returns what is sent while f runs.
func (r *recorder) record(f func()) []statement {
	set := func(on bool) []statement {
		r.mu.Lock()
		defer r.mu.Unlock()
		sent := r.sent
		r.on, r.sent = on, nil
		return sent
	}
	set(true)
	f()
	return set(false)
}

// owner is the column of whoever has a row, as the mixin Owned has it.
const owner = "user_id"

// plansOf asks the PostgreSQL at a URL how it runs what goes through a recorder, for
// whom it does and as the role that serves: row-level security is part of a plan.
func plansOf(t *testing.T, url string, sent *recorder, rows int) *conformance.Plans {
	t.Helper()
	db, owners := harness.Connect(t, pgtest.AsSuperuser(t, url)), 0
	asked, err := pgx.Connect(t.Context(), pgtest.Direct(pgtest.AsService(t, url)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = asked.Close(context.Background()) })
	return &conformance.Plans{
		Rows: rows,
		Thicken: func(t testing.TB, user string, times int) {
			copyRows(t, db, user, "generate_series(-$1::int, -1)", times, false)
		},
		Grow: func(t testing.TB, user string, more int) {
			copyRows(t, db, user, fmt.Sprintf("generate_series(%d, %d + $1::int - 1)", owners, owners), more, true)
			owners += more
			if _, err := db.SQL().ExecContext(t.Context(), changes); err != nil {
				t.Fatal(err)
			}
		},
		Explain: func(t testing.TB, serve func()) []conformance.Plan {
			var plans []conformance.Plan
			for _, s := range sent.record(serve) {
				plans = append(plans, explain(t, db, asked, s)...)
			}
			return plans
		},
	}
}

// changes fills what change feeds need, where there is one, as many users would.
const changes = `DO $$
BEGIN
	IF to_regclass('public.change_counters') IS NOT NULL THEN
		INSERT INTO change_counters (user_id, number, floor, began) SELECT 'made-' || n, n, 0, 0 FROM generate_series(1, 20000) AS n ON CONFLICT DO NOTHING;
		INSERT INTO change_tombstones (user_id, entity, number, id, version, expires_at)
		SELECT 'made-' || n % 5000, c.relname, n, gen_random_uuid(), 1, n FROM generate_series(1, 20000) AS n, pg_class AS c
		WHERE EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'change_number') AND c.relkind = 'r';
		ANALYZE change_counters;
		ANALYZE change_tombstones;
	END IF;
END $$`

// node is a step of a plan, as EXPLAIN (FORMAT JSON) has it.
type node struct {
	Type  string  `json:"Node Type"`
	Table string  `json:"Relation Name"`
	Index string  `json:"Index Name"`
	Cond  string  `json:"Index Cond"`
	Rows  float64 `json:"Actual Rows"`
	Hit   int     `json:"Shared Hit Blocks"`
	Read  int     `json:"Shared Read Blocks"`
	Plans []node
}

// explain returns the plan of a statement for its values, which it has as long as it
// is new to a connection, and the plan for any values, which it may have from then on.
func explain(t testing.TB, db *database.DB, asked *pgx.Conn, s statement) []conformance.Plan {
	t.Helper()
	user, _ := viewer.ID(s.by)
	if _, err := asked.Exec(t.Context(), "SELECT set_config('app.user_id', $1, false)", user); err != nil {
		t.Fatal(err)
	}
	prepared, err := asked.Prepare(t.Context(), "explained", s.sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.sql)
	}
	defer func() { _ = asked.Deallocate(context.Background(), prepared.Name) }()
	var plans []conformance.Plan
	for i, mode := range []string{"force_custom_plan", "force_generic_plan"} {
		if _, err := asked.Exec(t.Context(), "SET plan_cache_mode = "+mode); err != nil {
			t.Fatal(err)
		}
		var raw []byte
		execute := "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE " + prepared.Name + literals(t, asked, prepared, s.args)
		if err := asked.QueryRow(t.Context(), execute, pgx.QueryExecModeExec).Scan(&raw); err != nil {
			t.Fatalf("%v\n%s\n%s", err, execute, s.sql)
		}
		var tops []struct{ Plan node }
		if err := json.Unmarshal(raw, &tops); err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		plan := conformance.Plan{Statement: s.sql, Text: mode + "\n", Generic: i == 1}
		for _, top := range tops {
			plan.Buffers += top.Plan.Hit + top.Plan.Read
			read(t, db, &plan, top.Plan, "")
		}
		plans = append(plans, plan)
	}
	return plans
}

// literals are the arguments of a statement, as EXECUTE takes them.
func literals(t testing.TB, asked *pgx.Conn, prepared *pgconn.StatementDescription, args []any) string {
	t.Helper()
	if len(args) == 0 {
		return ""
	}
	var all []string
	for i, arg := range args {
		text, err := asked.TypeMap().Encode(prepared.ParamOIDs[i], pgx.TextFormatCode, arg, nil)
		switch {
		case err != nil:
			t.Fatalf("$%d: %v\n%s", i+1, err, prepared.SQL)
		case text == nil:
			all = append(all, "NULL")
		default:
			all = append(all, "'"+strings.ReplaceAll(string(text), "'", "''")+"'")
		}
	}
	return "(" + strings.Join(all, ", ") + ")"
}

// byIDs is the condition of an index that is searched by ids.
var byIDs = regexp.MustCompile(`\bid = `)

// read adds a step and those below it to a plan.
func read(t testing.TB, db *database.DB, plan *conformance.Plan, n node, indent string) {
	t.Helper()
	plan.Text += fmt.Sprintf("%s%s (%g rows, %d buffers)\n", indent, strings.TrimSpace(n.Type+" "+n.Table+" "+n.Index+" "+n.Cond), n.Rows, n.Hit+n.Read)
	plan.Sorts = plan.Sorts || strings.Contains(n.Type, "Sort")
	switch {
	case strings.HasPrefix(n.Table, "pg_"): // what the database knows of itself
	case n.Type == "Seq Scan":
		plan.Scans = append(plan.Scans, conformance.Scan{Table: n.Table})
	case n.Index != "":
		var first string
		var primary bool
		err := db.SQL().QueryRowContext(t.Context(), `SELECT a.attname, i.indisprimary FROM pg_index i, pg_attribute a
			WHERE i.indexrelid = $1::regclass AND a.attrelid = i.indrelid AND a.attnum = i.indkey[0]`, `"`+n.Index+`"`).Scan(&first, &primary)
		if err != nil {
			t.Fatalf("%s: %v", n.Index, err)
		}
		plan.Scans = append(plan.Scans, conformance.Scan{
			Table: n.Table, Index: n.Index,
			Primary: primary, ByIDs: byIDs.MatchString(n.Cond),
			ByOwner: first == owner && strings.Contains(n.Cond, owner),
			ByKey:   first != owner && n.Cond != "" && (primary || first != "id" || strings.Contains(n.Cond, "id = ")),
		})
	}
	for _, below := range n.Plans {
		read(t, db, plan, below, indent+"  ")
	}
}
