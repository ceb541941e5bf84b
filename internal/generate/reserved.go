package generate

import (
	"slices"
	"strings"
)

// claimed are the names that generated code has a use of its own for: of types and
// files in package ogent, of variables, files and packages in package ent, and of packages
// below it.
var claimed = strings.Fields(`
	anonymous bearerauth crud document errorhandler handler middleware operationname option route
	securityhandler server serveroption
	edges
	a at batch c cfg client ctx drv err f fields grbuild hooks i id links m relation
	returning rows statement
	ent enttest hook intercept migrate predicate privacy runtime`)

// Reserved says whether no entity can be called name, in whatever case.
func Reserved(name string) bool { return slices.Contains(claimed, strings.ToLower(name)) }
