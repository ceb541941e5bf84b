// Package e2e has no code: its tests run the real binary over real HTTP on each database,
// and compare it with the contract. Start with harness_test.go.
//
// Those that build other releases too, from the history of Git, are run by
//
//	go test -tags previous -run Previous ./internal/proof/e2e
package e2e
