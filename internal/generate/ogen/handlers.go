package ogen

import (
	"strings"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// viewHandlers shows ogen JSON as it is where an operation is written by hand: its
// bodies are checked against the document, and encoding/json reads and writes them.
func viewHandlers(api *plan.API, view object) {
	types := view["components"].(object)["schemas"].(object)
	for _, h := range api.Handlers() {
		op := view["paths"].(object)[h.Path()].(object)[strings.ToLower(h.Method)].(object)
		if h.HasBody() {
			op["requestBody"].(object)["content"] = object{"application/json": object{"schema": object{}}}
		}
		if h.Returns != nil && h.Row() == nil {
			op["responses"].(object)["200"].(object)["content"] = object{"application/json": object{"schema": text()}}
		}
		for _, t := range []*rest.Type{h.Takes, h.Returns} {
			if t != nil && t.Name != "" {
				delete(types, t.Name)
			}
		}
	}
}
