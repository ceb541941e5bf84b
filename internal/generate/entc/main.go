// Command entc generates the data layer, the OpenAPI document and the REST
// server from ent/schema. It is run by go generate, in the project's root.
package main

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/entask/entask/internal/generate"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "entc:", err)
		os.Exit(1)
	}
}

func run() error {
	debug.SetGCPercent(400) // a fifth less of processor time, for memory that is soon given back
	return generate.Run(generate.Config{
		Schema:  "./ent/schema",
		Package: "github.com/entask/entask/ent",
		EntDir:  "ent",
		RESTDir: "ogent",
		Note:    func(note string) { fmt.Fprintln(os.Stderr, "entc: note:", note) },
		Prefix:  "/api/v1",

		Title:   "Entask",
		Version: "1.0.0",
		Description: "A multi-user tasks backend. Only the owner of a thing reaches it.\n\n" +
			"Date-times are as RFC 3339 has them, with T and Z in upper case and without leap seconds, in the years 1 to 9999. " +
			"They are kept to the microsecond and given in UTC. Characters are Unicode code points; " +
			"text with NUL or an unpaired surrogate is refused.",
	})
}
