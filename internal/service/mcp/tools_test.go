package mcp_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

func listed(t *testing.T, document []byte) []*sdk.Tool {
	t.Helper()
	session := inMemory(t, document, asUser{"ann", http.NotFoundHandler()})
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return list.Tools
}

// TestToolsOfAnySchema: every entity has at most five tools, under names of its own, whose
// schemas are JSON Schema.
func TestToolsOfAnySchema(t *testing.T) {
	documents, err := filepath.Glob("../../generate/testdata/*/ogent/openapi.json")
	if err != nil || len(documents) == 0 {
		t.Fatalf("got %d documents (%v)", len(documents), err)
	}
	name := regexp.MustCompile(`^(find|get|add|update|delete)_([A-Za-z0-9_]+)$`)
	for _, file := range documents {
		document, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		of, names := map[string]int{}, map[string]bool{}
		for _, tool := range listed(t, document) {
			m := name.FindStringSubmatch(tool.Name)
			if m == nil || names[tool.Name] {
				t.Errorf("%s: a tool has the name %s", file, tool.Name)
				continue
			}
			names[tool.Name] = true
			if of[m[2]]++; of[m[2]] > 5 {
				t.Errorf("%s: %s has more than five tools", file, m[2])
			}
			raw, _ := json.Marshal(tool)
			if word := regexp.MustCompile(`"(nullable|readOnly|example|\$ref|x-[a-z]+)":`).Find(raw); word != nil {
				t.Errorf("%s: %s says %s, which is not JSON Schema, or of no use", file, tool.Name, word)
			}
		}
		if len(names) == 0 {
			t.Errorf("%s: there are no tools", file)
		}
	}
}

// TestToolsHaveOneName: tools know neither other names of fields nor the empty text that is
// read as null, and what is required stays so.
func TestToolsHaveOneName(t *testing.T) {
	for app, want := range map[string]struct{ has, lacks string }{
		"bulk":  {`"required":["name"]`, `labelName|label_name|isStarred`},
		"graph": {`"parent_id":{"anyOf":[{"format":"uuid","type":"string"},{"type":"null"}],"description":"The id of its parent, a Folder"}`, `parentId|\["string"`},
	} {
		document, err := os.ReadFile("../../generate/testdata/" + app + "/ogent/openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(listed(t, document))
		if err != nil || !bytes.Contains(raw, []byte(want.has)) || regexp.MustCompile(want.lacks).Match(raw) {
			t.Errorf("%s: got %s, %v, want %s and not %s", app, raw, err, want.has, want.lacks)
		}
	}
}
