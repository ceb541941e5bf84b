//go:build race

package e2e

// raceFlag builds the binary with the race detector if the tests have it.
var raceFlag = []string{"-race"}
