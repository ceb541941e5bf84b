// Package layout holds the tests that keep the house in order: who may import
// whom, what may be called where, and how long a file may be.
//
// Nothing runs here except tests. Start reading at imports_test.go, whose tables
// are the architecture; every row has its reason. A row is changed when the
// design changes, not because a test is red.
package layout
