package mcp_test

import (
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
