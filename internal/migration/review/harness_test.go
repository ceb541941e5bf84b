package review_test

import (
	"context"
	"testing"

	"ariga.io/atlas/sql/migrate"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/review"
)

// fewRows are few: what is judged must not depend on how long it takes.
const fewRows = 1000

func run(t *testing.T, o review.Options) review.Report {
	t.Helper()
	if o.Rows == 0 {
		o.Rows = fewRows
	}
	report, err := review.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// directory writes migrations and their sums, from names and contents.
func directory(t *testing.T, files ...string) string {
	t.Helper()
	path := t.TempDir()
	dir, err := migrate.NewLocalDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		if err := dir.WriteFile(files[i], []byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := dir.Checksum()
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil {
		t.Fatal(err)
	}
	return path
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
