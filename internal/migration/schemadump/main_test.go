package main

import (
	"os"
	"testing"
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
