package main

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

func TestFault(t *testing.T) {
	for _, tc := range []struct{ name, content, want string }{
		{"plain", "CREATE TABLE a (n int);\nCREATE INDEX a_n ON a (n);", ""},
		{"concurrent", "-- atlas:txmode none\n\n-- Create index\nCREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n);\nDROP INDEX CONCURRENTLY b;", ""},
		{"in a transaction", "CREATE INDEX CONCURRENTLY a_n ON a (n);",
			`f.sql: an index cannot be built concurrently in a transaction: begin the file with "-- atlas:txmode none" and a blank line`},
		{"no blank line", "-- atlas:txmode none\nCREATE INDEX CONCURRENTLY a_n ON a (n);",
			`f.sql: an index cannot be built concurrently in a transaction: begin the file with "-- atlas:txmode none" and a blank line`},
		{"mixed", "-- atlas:txmode none\n\nALTER TABLE a ADD m int;\nCREATE INDEX CONCURRENTLY a_m ON a (m);",
			"f.sql: move the statements that are not about an index CONCURRENTLY into a file of their own, which keeps its transaction, and run make migration-hash"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ""
			if err := fault("f.sql", []byte(tc.content)); err != nil {
				got = err.Error()
			}
			if got != tc.want {
				t.Errorf("fault:\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	var out bytes.Buffer
	for _, args := range [][]string{nil, {"new"}, {"new", "Add Colour"}, {"check", "x"}, {"--"}, {"new", "a", "b"}, {"new", "a", "--rename", "b"}, {"new", "a", "--wrong"}} {
		if err := run(context.Background(), args, func(string) string { return "" }, nil, &out, &out); !errors.Is(err, errUsage) {
			t.Errorf("run(%q) = %v, want errUsage", args, err)
		}
	}
}
