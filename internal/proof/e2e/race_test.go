//go:build race

package e2e

// raceFlag has the binary watched for data races when the tests are.
var raceFlag = []string{"-race"}
