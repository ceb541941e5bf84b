package main

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	const (
		table   = "-- Modify \"a\" table\nALTER TABLE a ADD m int;\n"
		another = "-- Modify \"b\" table\nALTER TABLE b ADD m int, ADD n int;\n"
		index   = "-- Create index\nCREATE INDEX CONCURRENTLY a_m ON a (m);\n"
		unique  = "CREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n);\n"
		drop    = "DROP INDEX CONCURRENTLY b;\n"
	)
	for _, tc := range []struct {
		name, content string
		want          []string // name, then content
	}{
		{"tables", table + another, []string{"20261231235959_add.sql", table + another}},
		{"indexes", index + unique, []string{"20261231235959_add.sql", noTransaction + index + unique}},
		{"a column and its index", table + index + unique,
			[]string{"20261231235959_add.sql", table, "20270101000000_add_2.sql", noTransaction + index + unique}},
		{"in the order in which they were", drop + table + another + index,
			[]string{"20261231235959_add.sql", noTransaction + drop, "20270101000000_add_2.sql", table + another,
				"20270101000001_add_3.sql", noTransaction + index}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			parts, err := split("20261231235959_add.sql", []byte(tc.content))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range parts {
				got = append(got, p.name, string(p.content))
				if err := fault(p.name, p.content); err != nil {
					t.Error(err)
				}
			}
			if strings.Join(got, "|") != strings.Join(tc.want, "|") {
				t.Errorf("split:\n got %q\nwant %q", got, tc.want)
			}
		})
	}
	if _, err := split("add.sql", []byte(table)); err == nil {
		t.Error("a file without a version was split")
	}
}
