package ogen

import "slices"

// anonymous is the security scheme that ogen sees where an operation needs no token,
// anonymousType what it calls it in Go.
const anonymous, anonymousType = "anonymous", "Anonymous"

// viewSecurity shows ogen a scheme where an operation needs none, so that it asks us before
// it decodes there too. It comes last: a token that is there is looked at first.
func viewSecurity(op object) {
	requirements, said := op["security"].([]any)
	if schemes := schemesOf(op); said && (len(schemes) == 0 || len(schemes) < len(requirements)) {
		op["security"] = append(schemes, object{anonymous: []any{}})
	}
}

// schemesOf returns what an operation itself requires, but for nothing.
func schemesOf(op object) []any {
	requirements, _ := op["security"].([]any)
	return slices.DeleteFunc(slices.Clone(requirements), func(r any) bool { return len(r.(object)) == 0 })
}

// viewAnonymous describes that scheme as one of our own, of which ogen asks us whatever is
// in the request.
func viewAnonymous(components object) {
	schemes := components["securitySchemes"].(object)
	schemes[anonymous] = object{"type": "http", "scheme": "bearer", "x-ogen-custom-security": true}
}
