// Package builders adds to the code that Ent generates for each entity: statements that return
// rows, batches, links and join tables, predicates that know no entity.
//
// Its templates are part of Ent's own run, so they ask Ent's graph; of the generator it imports
// only what names a thing. Start with Templates and the folder templates.
package builders

import (
	"embed"
	"slices"
	"text/template"

	"entgo.io/ent/entc/gen"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/generate/tables"
	"github.com/entask/entask/internal/rest"
)

//go:embed templates
var files embed.FS

// funcs are what the templates ask of Ent's graph.
var funcs = template.FuncMap{
	"ownerOf": plan.OwnerOf, "ownerName": tables.OwnerName, "roomName": tables.RoomName, "linkName": linkName, "joins": joins, "linksOwn": plan.LinksOwn, "leadsOut": leadsOut, "looks": looks, "isTree": isTree, "ledTo": ledTo,
	"stamps":  plan.Stamps,
	"trashOf": trashOf, "trashTree": plan.TrashTree,
	"syncable": syncable, "versionOf": plan.VersionOf, "quotaOf": quotaOf, "plural": inflect.NewDefaultRuleset().Pluralize,
}

// Templates are what is added to Ent's builders.
func Templates() []*gen.Template {
	return []*gen.Template{gen.MustParse(gen.NewTemplate("entask").Funcs(funcs).ParseFS(files, "templates/*.tmpl"))}
}

// linkName is what a request would call the ids that an edge leads to.
func linkName(e *gen.Edge) string {
	switch f := e.Field(); {
	case f != nil:
		return f.Name
	case e.Unique:
		return e.Name + "_id"
	default:
		return inflect.NewDefaultRuleset().Singularize(e.Name) + "_ids"
	}
}

// leadsOut says whether the edge may lead to rows of others: they are published, and the link
// is no part of them.
func leadsOut(e *gen.Edge) bool { return (e.OwnFK() || e.M2M()) && plan.IsPublished(e.Type) }

// looks says whether it must be looked at before a link whose row the edge leads to: nothing
// in the database keeps it from being somebody else's.
func looks(e *gen.Edge) bool {
	return plan.OwnerOf(e.Type) != nil && !leadsOut(e) && !plan.LinksOwn(e)
}

// quotaOf returns what an entity says of its API if one owner may have so many rows, or nil.
func quotaOf(annotations gen.Annotations) (*rest.Annotation, error) {
	ant, err := rest.Decode(annotations)
	if err != nil || ant.Quota == nil {
		return nil, err
	}
	return &ant, nil
}

// trashOf returns the field of an entity that holds when a row was moved to the trash, or nil.
func trashOf(annotations gen.Annotations, fields []*gen.Field) *gen.Field {
	return plan.TrashOf(&gen.Type{Annotations: annotations, Fields: fields})
}

// syncable says whether an entity has a change feed.
func syncable(n *gen.Type) bool {
	_, ok := plan.SyncableOf(n)
	return ok
}

// isTree says whether the edge leads to a parent among the rows with an id of ours.
func isTree(e *gen.Edge) bool { return plan.IsTree(e) && e.Type.ID.IsUUID() }

// ledTo says whether rows of other entities, or of the same, have a key that leads to a row.
func ledTo(n *gen.Type) bool {
	return slices.ContainsFunc(n.EdgesWithID(), func(e *gen.Edge) bool { return !e.M2M() && !e.OwnFK() })
}

// joins are the edges from many to many that have a join table of their own.
func joins(n *gen.Type) (all []*gen.Edge) {
	for _, e := range n.EdgesWithID() {
		if plan.HasJoinTable(e) && n.ID.IsUUID() && e.Type.ID.IsUUID() {
			all = append(all, e)
		}
	}
	return all
}
