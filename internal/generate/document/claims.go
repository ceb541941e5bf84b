package document

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
)

// What to do where two operations or two schemas of the document are in each other's way.
const (
	otherPath = "give one of them another path, such as rest.Path(\"other-things\"), or another segment, such as rest.Toggle(\"switch\")"
	otherName = "rename one of them, or give it another segment, such as rest.Toggle(\"switch\")"
)

// addEntity adds what an entity is in the document, and refuses what is there
// already: a path, an operation id or a schema of another one, or of its own.
func (d *document) addEntity(e *plan.Entity) {
	part := &document{api: d.api, paths: object{}, types: object{}}
	part.addSchemas(e)
	part.addOperations(e)
	part.addEdges(e)
	part.addAccepted(e)
	part.addFields(e)
	d.refused = append(d.refused, part.refused...)
	for _, name := range slices.Sorted(maps.Keys(part.types)) {
		d.claim(e, "the schema "+name, otherName)
		d.types[name] = part.types[name]
	}
	clashed := map[string]bool{} // with whose paths: the first says enough
	for _, path := range slices.Sorted(maps.Keys(part.paths)) {
		item := part.paths[path].(object) //nolint:forcetypeassert // written by add
		for _, method := range slices.Sorted(maps.Keys(item)) {
			op, ok := item[method].(object)
			if !ok {
				continue // what the operations of the path share
			}
			what := "the path " + strings.ToUpper(method) + " " + anyParameter.ReplaceAllString(path, "{}")
			if other := d.claims[what]; !clashed[other] {
				clashed[other] = d.claim(e, what, otherPath)
			}
			d.claim(e, fmt.Sprintf("the operation id %s", op["operationId"]), otherName)
		}
		if have, ok := d.paths[path].(object); ok {
			maps.Copy(have, item)
		} else {
			d.paths[path] = item
		}
	}
}

// anyParameter is a parameter in a path: another name does not make another path.
var anyParameter = regexp.MustCompile(`\{[^}]*\}`)

// claim notes whose something is that only one can have, or says that another has it.
func (d *document) claim(e *plan.Entity, what, remedy string) (taken bool) {
	other, taken := d.claims[what]
	if taken {
		d.refuse(e, other, what, remedy)
	} else {
		d.claims[what] = e.Name
	}
	return taken
}

func (d *document) refuse(e *plan.Entity, other, what, remedy string) {
	if other == e.Name {
		other = "another operation of it"
	}
	d.refused = append(d.refused, fmt.Errorf("ent/schema: %s: would have %s, which is that of %s: %s", e.Name, what, other, remedy))
}

// add adds an operation of an entity to a path.
func (d *document) add(e *plan.Entity, path, method string, operation object) {
	item, ok := d.paths[path].(object)
	if !ok {
		item = object{}
		if strings.Contains(path, "{"+e.Param+"}") {
			item["parameters"] = []any{pathParameter(e)}
		}
		d.paths[path] = item
	}
	if _, ok := item[method]; ok {
		d.refuse(e, e.Name, "the path "+strings.ToUpper(method)+" "+path, otherPath)
	}
	item[method] = operation
}
