// Package recipes has no code: its tests follow the pages of docs in a copy of the
// project, and compare the results with what the pages show. A page that says
// something untrue fails.
//
// Start reading in page_test.go, which defines what a page may contain. Pages use the
// shell, with variables and a service in another terminal, so bash runs them and not
// testscript, which has a language of its own. Copies of the project take minutes to
// build, so only CI executes the pages:
//
//	go test -tags recipes ./internal/proof/recipes
package recipes
