package document

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
)

// goneType is the type of the problem with which a cursor is refused. It never changes.
const goneType = "/problems/changes-gone"

// addFeed adds the change feed of an entity.
func (d *document) addFeed(e *plan.Entity, path string) {
	if !e.Syncable() {
		return
	}
	d.types[e.FeedBody()] = feedBody(e)
	d.add(e, path, "get", d.feed(e))
}

func (d *document) feed(e *plan.Entity) object {
	responses := object{"200": object{
		"description": "The next changes: at most limit of them, and at most 1 MiB of JSON unless the first alone has more.",
		"content":     content(Ref("schemas", e.FeedBody()), "application/json"),
	}}
	refuse(responses, statusGone, 422)
	op := operation(e, "list", "Follow "+e.Plural, fmt.Sprintf("What has changed among the %s of the token's subject since the cursor, in an order that skips nothing; without since all of them, and then a cursor; with now for since none of them, and a cursor. "+
		"Whoever applies the changes in their order, page by page until more is false, has what the list returned at that moment. "+
		"What changes meanwhile comes again with a later change. A page may have fewer changes than limit, or none, and more be true. "+
		"Filters narrow it as they narrow the list: what passes them no longer is a deletion, and a cursor is good for the filters that it was made for. "+
		"Deletions are kept for %s.", e.Plural, lasts(*e.REST.Syncable)), d.feedParameters(e), responses)
	op["operationId"], op[xCost] = e.FeedOperation(), costs(0)
	op[xFeed] = "list" + e.Plural
	return lasting(revalidated(op))
}

// feedParameters are the filters of the list, and where and how far the feed goes on.
func (d *document) feedParameters(e *plan.Entity) (parameters []any) {
	of := map[string]bool{"sort": true, "offset": true, "cursor": true, "count": true, "deleted": true, "fields": true}
	for _, p := range d.listParameters(e) {
		if name, _ := p.(object)["name"].(string); !of[name] {
			parameters = append(parameters, p)
		}
	}
	return append(parameters, queryParameter("since", "Where to go on: the cursor of the page before, opaque. Without it the feed begins with all that there is; with now it begins with what changes from then on, and this page is empty.",
		object{"type": "string", "minLength": 1, "maxLength": longestCursor}))
}

// feedBody is the schema of a page.
func feedBody(e *plan.Entity) object {
	removed := object{
		"op": object{"type": "string", "enum": []any{"delete"}},
		"id": object{"type": "string", "format": "uuid"},
	}
	text := "It was deleted, or does not pass the filters."
	if e.Version() != nil {
		removed["version"] = object{"type": "integer", "minimum": 1, "description": "Greater than any version that it had before it was deleted; its own where it does not pass the filters."}
	}
	return object{
		"type": "object", "description": "A page of changes of " + e.Plural + ".",
		"required": []any{"changes", "cursor", "more"},
		"properties": object{
			"changes": object{"type": "array", "maxItems": e.Limits().Max, "description": "In their order. One may come again: the latest counts.", "items": object{"oneOf": []any{
				object{"type": "object", "description": "It is there, as it is now.", "required": []any{"op", "row"}, "properties": object{
					"op": object{"type": "string", "enum": []any{"upsert"}}, "row": Ref("schemas", e.Name),
				}},
				object{"type": "object", "description": text, "required": []any{"op", "id"}, "properties": removed},
			}}},
			"cursor": object{"type": "string", "minLength": 1, "maxLength": longestCursor, "description": "Where to go on, as since."},
			"more":   object{"type": "boolean", "description": "Whether more changes follow now."},
		},
	}
}
