package drift_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/migration/drift"
)

// TestEnum changes the values of an enum by hand.
func TestEnum(t *testing.T) {
	s := migrated(t)
	s.run(t, `CREATE TYPE "Mood" AS ENUM ('low', 'it''s so', 'high');
CREATE TYPE elsewhere AS ENUM ('a');
ALTER TABLE idempotency_keys ADD COLUMN mood "Mood" DEFAULT 'low'`)
	var err error
	if s.want, err = drift.Read(t.Context(), s.db.SQL()); err != nil {
		t.Fatal(err)
	}
	const moods = `ALTER TABLE idempotency_keys DROP COLUMN mood;
DROP TYPE "Mood";
CREATE TYPE "Mood" AS ENUM `
	const column = `;
ALTER TABLE idempotency_keys ADD COLUMN mood "Mood" DEFAULT 'low'`
	for _, tc := range []struct {
		hand string
		want []string
	}{
		{`ALTER TYPE "Mood" RENAME VALUE 'it''s so' TO 'other'`, []string{"error: enum Mood is changed"}},
		{moods + `('low', 'high')` + column, []string{"error: enum Mood is changed"}},
		{moods + `('low')` + column, []string{"error: enum Mood is changed"}},
		{moods + `('it''s so', 'high')` + strings.TrimSuffix(column, " DEFAULT 'low'"), []string{"error: enum Mood is changed", "warning: default mood of idempotency_keys is missing"}},
		{`DROP TYPE "Mood" CASCADE`, []string{"error: enum Mood is missing", "error: column mood of idempotency_keys is missing"}},
	} {
		if !s.byHand(t, tc.hand, tc.want) {
			return // the others would find this one too
		}
	}
	s.run(t, `ALTER TYPE "Mood" ADD VALUE 'more' BEFORE 'high'`)
	s.run(t, `ALTER TYPE elsewhere ADD VALUE 'b'`)
	lines, all := s.differences(t, drift.Options{Serving: true})
	const mend = `-- PostgreSQL removes no value of an enum: create the type anew, or leave it.`
	if len(all) != 2 || lines[0] != "warning: enum Mood is changed" || all[0].Mend != mend {
		t.Errorf("got %q, %+v", lines, all)
	}
	if got, want := all[0].Consequence(), "others may write what the schema forbids"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
