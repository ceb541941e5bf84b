package mcp

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

// entity is a collection of the document, P, and its items, P/{id}, with the operations of
// either that tools are made of. An operation is nil where the document has none.
type entity struct {
	doc        *document
	collection string // path
	name       string // in the names of tools: tasks
	many       string // in text: Tasks

	list, create, read, update, delete *operation
	patches                            bool // update is a PATCH

	row       *schema
	fields    []string // of a row
	short     []string // those of a row that are returned by default: never long text
	versioned bool     // an update can have the version as its condition
}

// entities finds those of a document. What is written by hand is no part of one, and neither
// is what stands below an item.
func entities(doc *document) []*entity {
	var all []*entity
	for _, p := range slices.Sorted(maps.Keys(doc.operations)) {
		if strings.Contains(p, "{") {
			continue
		}
		e := &entity{doc: doc, collection: p, many: path.Base(p)}
		e.find(doc.operations[p])
		for below, operations := range doc.operations {
			if path.Dir(below) == p && strings.HasPrefix(path.Base(below), "{") {
				e.findOfItem(operations)
			}
		}
		if !e.describe() {
			continue
		}
		all = append(all, e)
	}
	for _, e := range all {
		e.name = named(path.Base(e.collection))
		if slices.ContainsFunc(all, func(other *entity) bool { return other != e && path.Base(other.collection) == path.Base(e.collection) }) {
			e.name = named(strings.TrimPrefix(e.collection, "/"))
		}
	}
	return all
}

// find takes the operations of the collection.
func (e *entity) find(of map[string]*operation) {
	if op := generated(of[http.MethodGet]); op != nil {
		if s := e.doc.reply(op); s != nil && s.Type == "array" {
			if row := e.doc.of(s.Items); row != nil && len(row.Properties) > 0 {
				e.list = op
			}
		}
	}
	if op := generated(of[http.MethodPost]); op != nil {
		if body, reply := e.doc.body(op), e.doc.reply(op); body != nil && body.Type == "object" && reply != nil && reply.Type == "object" {
			e.create = op
		}
	}
}

// findOfItem takes those of an item.
func (e *entity) findOfItem(of map[string]*operation) {
	e.read, e.delete = generated(of[http.MethodGet]), generated(of[http.MethodDelete])
	e.update = generated(of[http.MethodPatch])
	if e.patches = e.update != nil; !e.patches {
		e.update = generated(of[http.MethodPut])
	}
	if e.update != nil && e.doc.body(e.update) == nil {
		e.update = nil
	}
}

func generated(op *operation) *operation {
	if op == nil || op.ByHand {
		return nil
	}
	return op
}

// describe reads the rows of the entity. It is false where there are none.
func (e *entity) describe() bool {
	for _, op := range []*operation{e.read, e.create, e.update, e.list} {
		if op == nil {
			continue
		}
		if len(op.Tags) > 0 {
			e.many = op.Tags[0]
		}
		if e.row = e.doc.reply(op); e.row != nil && e.row.Type == "array" {
			e.row = e.doc.of(e.row.Items)
		}
		if e.row != nil {
			break
		}
	}
	if e.row == nil {
		return false
	}
	for _, name := range e.row.names() {
		if p := e.row.Properties[name]; p.Expands == nil {
			e.fields = append(e.fields, name)
		}
	}
	version := e.row.Properties["version"]
	e.versioned = e.update != nil && e.update.takes("header", "If-Match") && version != nil && version.ReadOnly
	for _, name := range e.fields {
		if name == idField || name == versionField || e.row.Properties[name].short() {
			e.short = append(e.short, name)
		}
	}
	if !slices.ContainsFunc(e.short, func(name string) bool { return name != idField && name != versionField }) {
		e.short = e.fields
	}
	return true
}

const idField, versionField = "id", "version"

// longest is the length of text that is still short.
const longest = 255

// short says whether a field is one that a client sets, and takes little room.
func (s *schema) short() bool {
	switch {
	case s.ReadOnly:
		return false
	case s.Type == "boolean", s.Type == "integer", s.Type == "number":
		return true
	case s.Type == "string":
		return len(s.Enum) > 0 || s.Format != "" && s.Format != "byte" || s.MaxLength != nil && *s.MaxLength <= longest
	}
	return false
}
