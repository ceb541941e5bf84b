// Package deploy holds what operators are given in deploy and docs/runbook.md to the real
// binary: manifests, alerts and the dashboard. Its code is its tests.
//
// The alerts are tried in their faults by alerts_test.go, which needs the build tag alerts
// and several minutes. Start reading at scenarios.
package deploy
