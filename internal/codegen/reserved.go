package codegen

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Reserved says whether generated code has a use of its own for the package or the
// files of an entity of that name.
func Reserved(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "crud", "ent", "predicate":
		return true
	}
	return imported()[name]
}

var importLine = regexp.MustCompile(`(?m)^\t(?:_ )?"([\w./-]+)"$`)

// imported returns the names of the packages that the templates import.
var imported = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	files, _ := fs.Glob(templates, "templates/rest/*.tmpl") // the pattern is none that fails
	for _, file := range files {
		source, _ := fs.ReadFile(templates, file) // it is embedded
		for _, line := range importLine.FindAllSubmatch(source, -1) {
			names[path.Base(string(line[1]))] = true
		}
	}
	return names
})
