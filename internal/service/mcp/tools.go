package mcp

import (
	"context"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// mostItems is how many items a call may have: as many as a batch of the API.
const mostItems = 100

// tool is a tool, and what calls it.
type tool struct {
	*sdk.Tool

	run func(ctx context.Context, c *client, args arguments) (result, error)
}

// tools are those of an entity, of which it has what it has operations for.
func (e *entity) tools() (all []tool) {
	if e.list != nil {
		all = append(all, e.tool("find", "Find "+e.many+": rows, and next where more follow", e.finding(), reads, e.search))
	}
	if e.read != nil {
		all = append(all, e.tool("get", "Get "+e.many+" by id, with all fields", object{
			{"ids", ids}, {"fields", e.choice(nil)},
		}, reads, e.get, "ids"))
	}
	if e.create != nil {
		all = append(all, e.tool("add", "Add "+e.many, object{
			{"items", items(e.doc.asTool(e.doc.body(e.create), false))},
			{keyArgument, orNil(e.create.takes("header", keyHeader), object{{"type", "string"}, {"description", "Any text. The same call with the same key adds nothing twice"}})},
		}, sdk.ToolAnnotations{DestructiveHint: no()}, e.add, "items"))
	}
	if e.update != nil {
		text := "Change " + e.many + ": absent fields stay, null clears, a value sets"
		if e.versioned {
			text += ". With version, only where that is still the version"
		}
		all = append(all, e.tool("update", text, object{{"items", items(e.changing())}},
			sdk.ToolAnnotations{DestructiveHint: yes(), IdempotentHint: true}, e.change, "items"))
	}
	if e.delete != nil {
		all = append(all, e.tool("delete", "Delete "+e.many, object{{"ids", ids}},
			sdk.ToolAnnotations{DestructiveHint: yes(), IdempotentHint: true}, e.remove, "ids"))
	}
	return all
}

func (e *entity) tool(verb, text string, args object, hints sdk.ToolAnnotations, run func(context.Context, *client, arguments) (result, error), required ...string) tool {
	hints.OpenWorldHint = no()
	return tool{run: run, Tool: &sdk.Tool{
		Name: verb + "_" + e.name, Description: text, Annotations: &hints,
		InputSchema: object{{"type", "object"}, {"properties", args}, {"required", orNil(len(required) > 0, required)}, {"additionalProperties", false}},
	}}
}

var (
	reads = sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true}
	ids   = object{{"type", "array"}, {"items", object{{"type", "string"}}}, {"minItems", 1}, {"maxItems", mostItems}}
)

func items(of object) object {
	return object{{"type", "array"}, {"items", of}, {"minItems", 1}, {"maxItems", mostItems}}
}

// finding are the arguments of find: what the list can be asked for.
func (e *entity) finding() object {
	args := object{}
	for _, p := range e.list.Parameters {
		if p.In != "query" {
			continue
		}
		s := e.doc.asTool(p.Schema, true)
		switch {
		case p.Name == idField, p.Name == "offset", p.Name == "expand", p.Name == fieldsArgument: // get, cursor, get and a default of its own do that
			continue
		case len(p.Search) > 0:
			s = append(s, member{"description", "Text in " + joined(p.Search)})
		case p.Filter != nil && p.Filter.Op != "equal" && p.Filter.Op != "in":
			s = append(s, member{"description", sentence(p.Description)})
		case p.Name == limitArgument:
			s = append(s, member{"default", shortPage})
		case p.Name == "sort":
			s = append(s, member{"default", p.Schema.Default})
		case p.Name == "cursor":
			s = object{{"type", "string"}, {"description", "next of the page before, all else as it was"}}
		case p.Name == "count":
			s = append(s, member{"description", "Whether to return total"})
		}
		args = append(args, member{p.Name, s})
	}
	return append(args, member{fieldsArgument, e.choice(e.short)})
}

// choice is the argument that says which fields are returned.
func (e *entity) choice(standard []string) object {
	return object{{"type", "array"}, {"items", object{{"enum", e.fields}}}, {"default", orNil(standard != nil, standard)}}
}

// changing is an item of update: an id, a version where there is one, and the fields to change.
func (e *entity) changing() object {
	fields := object{{idField, object{{"type", "string"}}}}
	if e.versioned {
		fields = append(fields, member{versionField, object{{"type", "integer"}}})
	}
	body := e.doc.body(e.update)
	for _, name := range append(e.fields, body.names()...) { // in the order of a row, then what no row shows
		if p := body.Properties[name]; p != nil && !p.ReadOnly && !fields.has(name) {
			fields = append(fields, member{name, e.doc.asTool(p, true)})
		}
	}
	return object{{"type", "object"}, {"properties", fields}, {"required", []string{idField}}}
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

// named makes a text part of the name of a tool.
func named(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, text)
}
