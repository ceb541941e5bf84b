package conformance_test

import (
	"flag"
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/entask/entask/internal/proof/conformance"
	"github.com/entask/entask/internal/proof/harness"
)

// A test of a service starts it and hands over its document and its handler. Run then
// tests every operation in the document, as owner, as another user and as nobody.
func ExampleRun() {
	passed := runs(func(t *testing.T) {
		document, handler := startService(t)
		conformance.Run(t, conformance.Service{
			Document: document,
			Handler:  handler,
			Token:    func(user string) string { return user }, // this service believes every token
		})
	})
	fmt.Println("passed:", passed)
	// Output: passed: true
}

// startService starts an application of the generator's testdata on a database in memory.
func startService(t *testing.T) (document []byte, handler http.Handler) {
	t.Helper()
	made := applications["minimal"].on(t, harness.SQLite, nil)
	return made.Document, serve(t, made).Handler
}

// runs runs a test within an example, which has no testing.T, and says whether it passes.
// It keeps the progress of the test out of the output of the example.
func runs(test func(*testing.T)) bool {
	verbose := flag.Lookup("test.v").Value
	before := verbose.String()
	_ = verbose.Set("false")
	defer func() { _ = verbose.Set(before) }()
	return testing.RunTests(regexp.MatchString, []testing.InternalTest{{Name: "ExampleRun", F: test}})
}
