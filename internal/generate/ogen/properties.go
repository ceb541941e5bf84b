package ogen

import "strings"

// methods are those that ogen gives to the Go type of an object.
var methods = strings.Fields("Encode Decode Validate MarshalJSON UnmarshalJSON")

// viewProperties gives the properties of an object another Go name where ogen's own has a
// method of that name, be it the getter or setter of another property.
func viewProperties(schema object) {
	properties, _ := schema["properties"].(object)
	taken := map[string]bool{}
	for _, method := range methods {
		taken[strings.ToLower(method)] = true
	}
	for name := range properties {
		taken["get"+plain(name)], taken["set"+plain(name)] = true, true
	}
	renamed := object{}
	for name := range properties {
		if taken[plain(name)] {
			renamed[name] = object{"name": goName(name) + "Property"}
		}
	}
	if len(renamed) > 0 {
		schema["x-ogen-properties"] = renamed
	}
}

// plain is what is left of a name in any spelling.
func plain(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}
