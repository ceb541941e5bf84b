package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// ID is the name of every entity's id.
const ID = "id"

// ByID is the order of a list for which the schema names none: the latest first,
// since ids are UUIDs of version 7.
const ByID = "-" + ID

// Scoped returns columns of an index behind the owner's, where there is an owner.
func Scoped(owner string, columns ...string) []string {
	if owner == "" {
		return columns
	}
	return append([]string{owner}, columns...)
}

// claimed are the names that generated code has a use of its own for: of types and
// files in package ogent, of variables, files and packages in package ent, and of packages
// below it.
var claimed = strings.Fields(`
	anonymous bearerauth crud document errorhandler handler middleware operationname operations option route
	securityhandler server serveroption
	edges
	a at batch c cfg client ctx drv err f fields grbuild hooks i id links m relation
	returning rows statement
	ent enttest hook intercept migrate predicate privacy runtime`)

// Reserved says whether no entity can be called name, in whatever case.
func Reserved(name string) bool { return slices.Contains(claimed, strings.ToLower(name)) }

// shadowed are names in generated code that an entity's package could hide: of other
// packages, and of variables.
var shadowed = strings.Fields(`all answer app batch body builder change client condition created ctx cut err etag fault filter h handle
	header i id jx key m next ok on one operation out owner owners p page params privacy query reply req request rest row rows schema sql statement time
	total unique uuid v value values viewer w where`)

// Package is what generated code calls the entity's package.
func (e *Entity) Package() string {
	name := e.Type.Package()
	if slices.Contains(shadowed, name) {
		return "ent" + name
	}
	return name
}

// longestName is what PostgreSQL keeps of a name.
const longestName = 63

// CutName returns a name that PostgreSQL keeps, and that no other name has when cut.
func CutName(name string) string {
	if len(name) <= longestName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:longestName-9] + "_" + hex.EncodeToString(sum[:4])
}
