package review

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/review/rules"
)

// plainly applies a file that is not under review. Of one that fails, it applies what can be
// applied, and reports the first failure.
func (r *runner) plainly(ctx context.Context, m *migration) ([]rules.Finding, error) {
	texts := make([]string, len(m.statements))
	for i, s := range m.statements {
		texts[i] = s.text
	}
	if m.inTransaction {
		all := strings.Join(texts, "\n;\n") // the last one of a file may lack its semicolon
		failure, err := r.plain(ctx, "BEGIN;\n"+all+"\n;\nCOMMIT")
		if err != nil {
			return nil, err
		}
		if failure == nil {
			texts = nil
		}
	}
	var findings []rules.Finding
	for i, text := range texts {
		failure, err := r.plain(ctx, text)
		if err != nil {
			return nil, err
		}
		if failure != nil && len(findings) == 0 {
			findings = append(findings, notApplied(m.statements[i].line, failure.Error()))
		}
	}
	if len(findings) > 0 && r.failed == "" {
		r.failed = m.name
	}
	_, err := r.conn.Exec(ctx, "RESET ALL")
	return findings, err
}

func notApplied(line int, why string) rules.Finding {
	return rules.Finding{
		Rule: "not-applied", Severity: rules.Warning, Line: line,
		Message: fmt.Sprintf("It is not under review, and fails here (%s). What else it says was applied, as far as that was possible: what comes later is reviewed on a schema that production does not have.", why),
		Safe:    "-- begin from the schema of production instead:\n-- pg_dump --schema-only > schema.sql; entask migrate review --baseline schema.sql",
	}
}

// plain runs SQL, and makes the roles that it names. It returns what the server refuses.
func (r *runner) plain(ctx context.Context, sql string) (*pgconn.PgError, error) {
	for {
		_, err := r.conn.PgConn().Exec(ctx, sql).ReadAll()
		failure := refusal(err)
		if failure == nil {
			return nil, err
		}
		if _, err := r.conn.Exec(ctx, "ROLLBACK"); err != nil {
			return nil, err
		}
		role, missing := missingRole(failure)
		if !missing || r.roles.holds(role) {
			return failure, nil
		}
		if err := r.roles.hold(ctx, role); err != nil {
			return nil, err
		}
	}
}

var (
	meta = regexp.MustCompile(`(?m)^\\.*$`) // a command of psql
	data = regexp.MustCompile(`(?im)^COPY .* FROM stdin;`)
)

// fromBaseline puts a schema, such as a dump of production's, in place of the files that are
// not pending.
func fromBaseline(sql string, list []*migration) ([]*migration, error) {
	if data.MatchString(sql) {
		return nil, errors.New("the baseline has rows: pg_dump --schema-only leaves them out")
	}
	m := readMigration(migrate.NewLocalFile("baseline", []byte(meta.ReplaceAllString(sql, ""))))
	m.pending, m.inTransaction = false, false
	for _, contained := range list {
		if !contained.pending {
			contained.statements = nil
		}
	}
	return append([]*migration{m}, list...), nil
}
