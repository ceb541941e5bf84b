package drift

import (
	"strings"
	"testing"
)

// TestAlike: a table that may be either of two that are missing is left alone, and so is one
// that has other columns.
func TestAlike(t *testing.T) {
	column := func(table, name string) Object {
		return Object{Kind: "column", On: table, Name: name, SQL: "text"}
	}
	of := func(table string, names ...string) (s Schema) {
		s = append(s, Object{Kind: "table", On: table})
		for _, name := range names {
			s = append(s, column(table, name))
		}
		return s
	}
	for _, tc := range []struct {
		is, want Schema
		mend     string
	}{
		{of("b", "x", "y"), of("a", "y", "x"), `ALTER TABLE "b" RENAME TO "a";`},
		{of("b", "x"), of("a", "x", "y"), ""},
		{of("b", "x", "y"), of("a", "x"), ""},
		{of("b", "x"), append(of("a", "x"), of("c", "x")...), ""},
		{append(of("b", "x"), of("c", "x")...), of("a", "x"), ""},
		{append(of("b", "x"), of("c", "x")...), append(of("a", "x"), of("c", "x")...), `ALTER TABLE "b" RENAME TO "a";`},
	} {
		all := named(Diff(tc.is, tc.want), tc.is, tc.want)
		if got := all[0].Mend; got != tc.mend && (tc.mend != "" || strings.Contains(got, "RENAME")) {
			t.Errorf("%v instead of %v: got %q, want %q", tc.is, tc.want, got, tc.mend)
		}
	}
}
