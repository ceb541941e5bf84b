package generate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	entload "entgo.io/ent/entc/load"
)

// TestRefusedTogether adds to each case the schemas of another one, which are refused in
// every round in which something can be. Everything that is said of either is said of both
// at once: no refusal waits for another to be mended.
func TestRefusedTogether(t *testing.T) {
	const every = "every_round"
	cases := loadRefused(t)
	others, err := json.Marshal(cases[every])
	if err != nil {
		t.Fatal(err)
	}
	want := linesOf(t, every)
	for name, schemas := range cases {
		if name == every {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var more []*entload.Schema
			if err := json.Unmarshal(others, &more); err != nil {
				t.Fatal(err)
			}
			err := saidOf(append(schemas, more...))
			if err == nil {
				t.Fatal("got nothing refused")
			}
			got := strings.Split(err.Error(), "\n")
			for _, line := range append(linesOf(t, name), want...) {
				if !slices.Contains(got, line) {
					t.Errorf("not refused in the same run: %s", line)
				}
			}
		})
	}
}

// linesOf is what is refused of a case, line by line.
func linesOf(t *testing.T, name string) []string {
	t.Helper()
	message, err := os.ReadFile(filepath.Join(refusedFolder, name, "message.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(message)), "\n")
}
