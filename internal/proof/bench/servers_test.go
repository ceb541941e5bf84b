package main

import (
	"os/exec"
	"testing"
)

// TestBegin: the name of a contender may contain a path, as that of one built with a
// profile does.
func TestBegin(t *testing.T) {
	t.Parallel()
	const name = "service -pgo=profiles/mix.pgo"
	cmd := exec.Command("sh", "-c", `echo '{"msg": "serving", "address": "127.0.0.1:1"}' >&2; exec sleep 60`)
	s, err := begin(t.Context(), t.TempDir(), name, cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil || s.Address != "127.0.0.1:1" {
		t.Errorf("begin() = a server at %q that stops with %v, want 127.0.0.1:1", s.Address, err)
	}
	_, err = begin(t.Context(), t.TempDir(), name, exec.Command("sh", "-c", "echo no port >&2"))
	if want := name + " did not start: no port"; err == nil || err.Error() != want {
		t.Errorf("begin() of a program that fails = %v, want %s", err, want)
	}
}
