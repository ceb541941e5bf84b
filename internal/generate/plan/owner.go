package plan

import (
	"slices"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/rest"
)

// OwnerOf returns the field that holds the owner's id, or nil.
func OwnerOf(n *gen.Type) *gen.Field {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return nil
	}
	for _, f := range n.Fields {
		if f.Name == ant.Owner {
			return f
		}
	}
	return nil
}

// VersionOf returns the column that counts writes, or "".
func VersionOf(n *gen.Type) string {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return ""
	}
	for _, f := range n.Fields {
		if f.Name == ant.Version {
			return f.StorageKey()
		}
	}
	return ""
}

// IsPublished says whether everybody reads what its owner writes.
func IsPublished(n *gen.Type) bool {
	ant, err := rest.Decode(n.Annotations)
	return err == nil && ant.Published
}

// CarriesOwner says whether the owner is part of the primary key, and so of every foreign key
// of a row with an owner that leads to it. What is published may be led to by rows of others.
func CarriesOwner(n *gen.Type) bool {
	return OwnerOf(n) != nil && !IsPublished(n) && (n.HasCompositeID() || n.ID.IsUUID())
}

// LinksOwn says whether the database keeps an edge from leading to a row of another owner:
// its key carries the owner at both ends.
func LinksOwn(e *gen.Edge) bool {
	from, to := e.Owner, e.Type
	if e.IsInverse() {
		from = e.Ref.Type
	}
	switch {
	case IsThrough(e):
		return false
	case e.M2M():
		return CarriesOwner(from) && CarriesOwner(to)
	case e.OwnFK():
		return OwnerOf(from) != nil && CarriesOwner(to)
	default:
		return CarriesOwner(from) && OwnerOf(to) != nil
	}
}

// JoinOwner is the column of a join table with the owner of its rows.
func JoinOwner(columns []string) string {
	const owner = "user_id"
	if slices.Contains(columns, owner) {
		return "owner_" + owner // it leads to users
	}
	return owner
}

// UniqueKey is the name of the index by which a foreign key leads one row of an entity to one.
func UniqueKey(n *gen.Type, column string) string {
	name := n.Table() + "_" + column + "_key"
	if TrashOf(n) != nil {
		return Living(name)
	}
	return name
}
