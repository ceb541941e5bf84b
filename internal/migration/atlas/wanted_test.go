package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCatalogFile writes the catalog of a folder of migrations, and finds it outdated after
// another migration.
func TestCatalogFile(t *testing.T) {
	pg := &server{}
	t.Cleanup(pg.stop)
	var out bytes.Buffer
	c := cli{server: pg, stdout: &out, stderr: &out, dir: t.TempDir()}
	add := func(name, sql string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(c.dir, name), []byte(sql), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := c.sum(); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(c.dir, catalogFile)
	add("1_a.sql", "CREATE TABLE a (n int);")
	for _, want := range []string{path + "\n", ""} { // what is current is not written again
		out.Reset()
		if err := c.writeCatalog(t.Context()); err != nil || out.String() != want {
			t.Fatalf("write: %v, %q, want %q", err, &out, want)
		}
	}
	if err := c.checkCatalog(t.Context()); err != nil {
		t.Error(err)
	}
	add("2_b.sql", "ALTER TABLE a ADD m int; CREATE VIEW v AS SELECT n FROM a; ALTER TABLE a DROP COLUMN n CASCADE;")
	err := c.checkCatalog(t.Context())
	want := path + ": the migrations lead to something else: make migration-hash; in the file\n" +
		"  column m of a is missing\n  column n of a is additional\n"
	if err == nil || !strings.HasPrefix(err.Error()+"\n", want) {
		t.Errorf("check: %v\nwant %s", err, want)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := c.checkCatalog(t.Context()); err == nil || !strings.Contains(err.Error(), catalogFile) {
		t.Errorf("without the file: %v", err)
	}
}
