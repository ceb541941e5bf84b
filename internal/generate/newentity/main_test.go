package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// The pages of docs are tested with what it writes: that it generates, compiles,
// and passes the self-test (internal/proof/recipes).
func TestRun(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "ent", "schema"), 0o755); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(root, []string{"time_entry"}, &out); err != nil {
		t.Fatal(err)
	}
	want := "ent/schema/time_entry.go\nWrite down in it what a TimeEntry is, then: go generate && make migration name=add_time_entries\n"
	if got := out.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	at, err := declared(root, "ent/schema", "TimeEntry")
	if err != nil || at != "ent/schema/time_entry.go" {
		t.Errorf("TimeEntry is declared in %q, %v, want ent/schema/time_entry.go", at, err)
	}
}

func TestRefused(t *testing.T) {
	for _, tc := range []struct{ name, want string }{
		{"", `"" is no name in snake case: write it like project or time_entry`},
		{"Project", `"Project" is no name in snake case: write it like project or time_entry`},
		{"time entry", `"time entry" is no name in snake case: write it like project or time_entry`},
		{"time__entry", `"time__entry" is no name in snake case: write it like project or time_entry`},
		{"../project", `"../project" is no name in snake case: write it like project or time_entry`},
		{"type", `"type" means something in Go: choose another name`},
		{"string", `"string" means something in Go: choose another name`},
		{"client", `"client" is a name that is taken, because Ent cannot take it: schema name conflicts with ent predeclared identifier "Client": choose another name`},
		{"projects", `"projects" is what many are called: an entity is called as one of them is, such as project`},
		{"idempotency_key", "ent/schema/idempotency_key.go is there already"},
		{"owned", "ent/schema/owned.go is there already"},
		{"enttest", `"enttest" is a name that is taken, because Ent writes ent/enttest for itself: choose another name`},
		{"tx", `"tx" is a name that is taken, because Ent writes ent/tx for itself: choose another name`},
		{"idempotency_key_create", "IdempotencyKeyCreate is declared in ent/idempotencykey_create.go already: choose another name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out bytes.Buffer
			err := run("../../..", []string{tc.name}, &out)
			if err == nil || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
			if out.Len() > 0 {
				t.Errorf("printed %q, want nothing", &out)
			}
		})
	}
	for _, args := range [][]string{nil, {"a", "b"}} {
		if err := run("../../..", args, &bytes.Buffer{}); !errors.Is(err, errUsage) {
			t.Errorf("run(%q) = %v, want errUsage", args, err)
		}
	}
}
