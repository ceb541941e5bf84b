// Package recipes has no code: its tests do what the pages of docs tell a reader
// to do, in a copy of the project, and hold what happens against what the page
// shows. A page that says something untrue fails.
//
// What a page may contain is said in page_test.go, where to start reading. A page
// speaks the shell, with variables and a service in another terminal: that is why
// it is run by bash and not by testscript, which has a language of its own. Copies
// of the project take minutes to build, so the pages are typed in by CI alone:
//
//	go test -tags recipes ./internal/proof/recipes
package recipes
