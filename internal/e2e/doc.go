// Package e2e has no code: its tests run the real binary, over real HTTP, on each
// database, and hold it against the contract. Start with harness_test.go.
package e2e
