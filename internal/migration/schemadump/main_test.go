package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSchemaIsGenerated(t *testing.T) {
	want, err := os.ReadFile("../../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		got, err := dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Fatalf("%s is not what the schema gives: run go generate", path)
		}
	}
}

func TestUnchanged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "schema.sql")
	long := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, tc := range []struct {
		name, content string
		written       bool
	}{{"none", "", true}, {"the same", "", false}, {"another", "SELECT 1;", true}} {
		if tc.content != "" {
			if err := os.WriteFile(file, []byte(tc.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := run(t.Context(), file); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if written := !info.ModTime().Equal(long); written != tc.written {
			t.Errorf("over %s: got written %v, want %v", tc.name, written, tc.written)
		}
		if err := os.Chtimes(file, long, long); err != nil {
			t.Fatal(err)
		}
	}
}
