package document

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHandwrittenRefused: what an operation written by hand lacks is said in one sentence.
func TestHandwrittenRefused(t *testing.T) {
	for name, tc := range map[string]struct{ file, want string }{
		"no responses":        {`{"paths": {"/x": {"get": {}}}}`, `get /x: has no responses: say what it answers`},
		"a path that is":      {`{"paths": {"/tasks": {"get": {"responses": {}}}}}`, `get /tasks: is generated from ent/schema already: choose another path`},
		"a schema that is":    {`{"components": {"schemas": {"Task": {}}}}`, `schema Task: is generated from ent/schema already: call it something else`},
		"a body elsewhere":    {`{"paths": {"/x": {"post": {"responses": {}, "requestBody": {"$ref": "#/x"}}}}}`, `post /x: has a $ref for its requestBody: write it out`},
		"a parameter's name":  {`{"components": {"parameters": {}}}`, `json: unknown field "parameters"`},
		"two objects":         {`{} {}`, `something follows after its one JSON object`},
		"what is no JSON":     {`{} x`, `something follows after its one JSON object`},
		"a word for security": {`{"paths": {"/x": {"get": {"responses": {}, "security": "none"}}}}`, `get /x: security: must be a list of objects, such as [] or [{"bearerAuth": []}]`},
		"a list of words":     {`{"paths": {"/x": {"get": {"responses": {}, "security": ["bearerAuth"]}}}}`, `get /x: security: must be a list of objects, such as [] or [{"bearerAuth": []}]`},
		"null":                {`{"paths": {"/x": {"get": {"responses": {}, "security": [null]}}}}`, `get /x: security: must be a list of objects, such as [] or [{"bearerAuth": []}]`},
	} {
		file := filepath.Join(t.TempDir(), "operations.json")
		if err := os.WriteFile(file, []byte(tc.file), 0o600); err != nil {
			t.Fatal(err)
		}
		d := &document{types: object{"Task": object{}}, paths: object{"/tasks": object{"get": object{}}}}
		if err := d.addHandwritten(file); err == nil || err.Error() != file+": "+tc.want {
			t.Errorf("%s: got %v, want %s: %s", name, err, file, tc.want)
		}
	}
}
