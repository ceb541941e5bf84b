package seal

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgramReplaced: a release that is put in place of the running one, as a package manager and
// "install" do, is another program than the one that runs.
func TestProgramReplaced(t *testing.T) {
	if os.Getenv("REPLACED") != "" {
		path, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+".new", []byte("another release"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+".new", path); err != nil {
			t.Fatal(err)
		}
		other, err := hashOf(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if program() == other {
			t.Error("the program that runs has the hash of the release that has replaced its file")
		}
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(at, raw, 0o700); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), at, "-test.run", "^TestProgramReplaced$", "-test.v")
	run.Env = append(os.Environ(), "REPLACED=1")
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, strings.TrimSpace(string(out)))
	}
}
