package fingerprint_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/fingerprint"
)

func TestOf(t *testing.T) {
	for _, tc := range []struct{ name, query, want string }{
		{"placeholders", `SELECT "t"."id" FROM "t" WHERE "t"."a" = $1 LIMIT $22`, `SELECT "t"."id" FROM "t" WHERE "t"."a" = ? LIMIT ?`},
		{"a list of any length", `SELECT 1 WHERE id IN ($1, $2, $3)`, `SELECT ? WHERE id IN (?)`},
		{"rows of any number", `INSERT INTO t1 (a, b2) VALUES ($1, $2), ($3, $4)`, `INSERT INTO t1 (a, b2) VALUES (?)`},
		{"SQLite", `DELETE FROM t WHERE a = ? AND b = ?2`, `DELETE FROM t WHERE a = ? AND b = ?`},
		{"text", `SELECT 'hunter2' || 'it''s hunter2', E'hunter\'2'`, `SELECT ? || ?`},
		{"text that ends in a backslash", `SELECT 'a\', 'hunter2'`, `SELECT ?`},
		{"text without an end", `SELECT 'hunter2`, `SELECT ?`},
		{"numbers", `SELECT 42, 4.2, -1`, `SELECT ?, -?`},
		{"quoted names", `SELECT "it's 5", "a""5"`, `SELECT "it's 5", "a""5"`},
	} {
		text, sum := fingerprint.Of(tc.query)
		if text != tc.want || len(sum) != 16 {
			t.Errorf("%s: got %s %s, want %s", tc.name, text, sum, tc.want)
		}
	}
}

// TestPrint: the same statement has the same fingerprint, whatever its values, and another
// has another, even where the text is cut.
func TestPrint(t *testing.T) {
	long := "SELECT " + strings.Repeat("a, ", 1000)
	text, one := fingerprint.Of(long + "b WHERE c IN (1, 2)")
	_, same := fingerprint.Of(long + "b WHERE c IN (3)")
	_, other := fingerprint.Of(long + "c WHERE c IN (3)")
	if one != same || one == other || len(text) != 1024 {
		t.Errorf("got %s, %s and %s, of %d bytes", one, same, other, len(text))
	}
}
