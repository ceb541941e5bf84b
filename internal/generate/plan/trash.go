package plan

import (
	"slices"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/trash"
)

// Restore is the last segment of the path by which a row leaves the trash.
const Restore = "restore"

// TrashOf returns the field that holds when a row was moved to the trash, or nil.
func TrashOf(n *gen.Type) *gen.Field {
	ant, err := rest.Decode(n.Annotations)
	if err != nil || ant.Trash == "" {
		return nil
	}
	return fieldOf(n, ant.Trash)
}

func fieldOf(n *gen.Type, name string) *gen.Field {
	if i := slices.IndexFunc(n.Fields, func(f *gen.Field) bool { return f.Name == name }); i >= 0 {
		return n.Fields[i]
	}
	return nil
}

// Trash is the field that holds when a row was moved to the trash, or nil.
func (e *Entity) Trash() *Field { return e.Field(e.REST.Trash) }

// Trashes says whether the API moves rows to the trash, and out of it.
func (e *Entity) Trashes() bool { return e.Trash() != nil && e.REST.Does(rest.Delete) }

// RestoresBatch says whether the API takes many rows out of the trash at once.
func (e *Entity) RestoresBatch() bool { return e.Trashes() && e.BatchOf(rest.Delete) }

// Purges says whether rows in the trash are deleted when their time is over.
func (e *Entity) Purges() bool { return e.REST.Exposed() && e.Trash() != nil }

// Clashes says whether anything may keep a row from leaving the trash: that what it belongs to is
// there, or that what must be unique of it, or of what is restored with it, is taken.
func (e *Entity) Clashes() bool {
	var types []*gen.Type
	for _, n := range e.API.Nodes {
		types = append(types, n.Type)
	}
	tree := TrashTree(types, e.Type)
	return len(tree.Tables[0].Above) > 0 || slices.ContainsFunc(e.API.Nodes, func(n *Entity) bool {
		return len(n.Uniques()) > 0 && slices.ContainsFunc(tree.Tables, func(t trash.Table) bool { return t.Name == n.Table() })
	})
}

// Purged are the entities of which rows in the trash are deleted when their time is over, each
// before those whose rows it keeps from being deleted.
func (api *API) Purged() (all []*Entity) {
	var add func(*Entity)
	seen := map[*Entity]bool{}
	add = func(e *Entity) {
		if seen[e] {
			return
		}
		seen[e] = true
		for _, d := range e.deleted() {
			for _, r := range d.references() {
				if onDelete(r.edge) == restrict {
					add(r.holder)
				}
			}
		}
		if e.Purges() {
			all = append(all, e)
		}
	}
	for _, e := range api.Nodes {
		add(e)
	}
	return all
}

// Living is the name of a unique index that counts the living alone. It differs from that of
// the index which counts all, so that the one is there before the other is dropped.
func Living(name string) string { return CutName(name + "_living") }

// TrashTree returns what moves to the trash with a row of an entity, and what keeps it from
// moving.
func TrashTree(all []*gen.Type, root *gen.Type) *trash.Tree {
	tree, nodes := &trash.Tree{}, []*gen.Type{root}
	for at := 0; at < len(nodes); at++ {
		n := nodes[at]
		tree.Tables = append(tree.Tables, trashTable(n))
		for _, r := range keysTo(all, n) {
			column, deleted := r.edge.Rel.Column(), TrashOf(r.holder)
			switch onDelete(r.edge) {
			case cascade:
				if deleted == nil {
					continue // without an API, it is deleted with what it belongs to
				}
				to := slices.Index(nodes, r.holder)
				if to < 0 {
					to = len(nodes)
					nodes = append(nodes, r.holder)
				}
				tree.Branches = append(tree.Branches, trash.Branch{Of: at, To: to, Column: column})
			case restrict:
				if OwnerOf(r.holder) == nil {
					continue
				}
				h := trash.Holder{Of: at, Table: r.holder.Table(), ID: r.holder.ID.StorageKey(), Owner: OwnerOf(r.holder).StorageKey(), Column: column}
				if deleted != nil {
					h.Deleted = deleted.StorageKey()
				}
				tree.Holders = append(tree.Holders, h)
			}
		}
	}
	return tree
}

func trashTable(n *gen.Type) trash.Table {
	t := trash.Table{Name: n.Table(), ID: n.ID.StorageKey(), Owner: OwnerOf(n).StorageKey(), Deleted: TrashOf(n).StorageKey()}
	if ant, err := rest.Decode(n.Annotations); err == nil && ant.Version != "" {
		t.Version = fieldOf(n, ant.Version).StorageKey()
	}
	for _, f := range n.Fields {
		if f.IsTime() && f.UpdateDefault {
			t.Updated = append(t.Updated, f.StorageKey())
		}
	}
	for _, e := range n.Edges {
		if to := TrashOf(e.Type); e.OwnFK() && to != nil && onDelete(e) != setNull {
			t.Above = append(t.Above, trash.Above{
				Column: e.Rel.Column(), Table: e.Type.Table(), ID: e.Type.ID.StorageKey(), Owner: OwnerOf(e.Type).StorageKey(), Deleted: to.StorageKey(),
			})
		}
	}
	return t
}

// keyTo is a foreign key to an entity's rows, and whose it is.
type keyTo struct {
	holder *gen.Type
	edge   *gen.Edge
}

// keysTo are all foreign keys to an entity's rows, shown by the API or not.
func keysTo(nodes []*gen.Type, to *gen.Type) (all []keyTo) {
	for _, n := range nodes {
		for _, e := range n.Edges {
			switch {
			case e.OwnFK() && e.Type == to:
				all = append(all, keyTo{n, e})
			case n == to && !e.OwnFK() && !e.M2M() && e.Ref == nil:
				all = append(all, keyTo{e.Type, e})
			}
		}
	}
	return all
}
