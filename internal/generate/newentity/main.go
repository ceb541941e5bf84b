// Command newentity writes ent/schema/NAME.go, an entity to start from:
//
//	go run ./internal/generate/newentity project
//
// It is run in the project's root, by make new-entity name=project. A name that
// could not become an entity is refused.
package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/template"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"
)

// errUsage is answered with exit status 2.
var errUsage = errors.New("usage: newentity NAME")

func main() {
	err := run(".", os.Args[1:], os.Stdout)
	if err == nil {
		return
	}
	fmt.Fprintf(os.Stderr, "newentity: %v\n", err)
	if errors.Is(err, errUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}

//go:embed entity.tmpl
var text string

// entity is what the template knows.
type entity struct {
	Type, Plural string
}

func run(root string, args []string, stdout io.Writer) error {
	if len(args) != 1 {
		return errUsage
	}
	name := args[0]
	if err := check(root, name); err != nil {
		return err
	}
	rules := inflect.NewDefaultRuleset()
	e := entity{Type: typeName(name), Plural: rules.Pluralize(name)}
	tmpl, err := template.New("entity").Parse(text)
	if err != nil {
		return err
	}
	var source bytes.Buffer
	if err := tmpl.Execute(&source, e); err != nil {
		return err
	}
	file := filepath.Join("ent", "schema", name+".go")
	if err := os.WriteFile(filepath.Join(root, file), source.Bytes(), 0o644); err != nil { //nolint:gosec // a source file
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s\nWrite down in it what a %s is, then: go generate && make migration name=add_%s\n", file, e.Type, e.Plural)
	return err
}

// typeName returns the Go name of an entity, as Ent writes it.
func typeName(name string) string {
	pascal, ok := gen.Funcs["pascal"].(func(string) string)
	if !ok {
		return name
	}
	return pascal(name)
}
