package document

import "slices"

// isRequirements says whether security is a list of objects.
func isRequirements(security any) bool {
	list, ok := security.([]any)
	return ok && !slices.ContainsFunc(list, func(r any) bool {
		_, ok := r.(object)
		return !ok
	})
}

// takesNoToken says whether an operation has no use for a token.
func takesNoToken(op object) bool {
	_, said := op["security"].([]any)
	return said && len(Schemes(op)) == 0
}

// Schemes returns what an operation itself requires, but for nothing.
func Schemes(op object) []any {
	requirements, _ := op["security"].([]any)
	return slices.DeleteFunc(slices.Clone(requirements), func(r any) bool { return len(r.(object)) == 0 })
}
