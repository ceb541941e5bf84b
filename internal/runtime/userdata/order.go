package userdata

import "slices"

// step is one table to be emptied, and the keys to clear first, because they lead to it from
// rows that are deleted later, or from its own.
type step struct {
	Entity
	clear []key
}

// key is a foreign key with the entity whose rows hold it.
type key struct {
	holder Entity
	Link
}

// steps returns the entities in an order in which they can be emptied: what leads to a row is
// deleted before the row. Where entities lead to each other in a circle, keys that may be null
// open it.
func (d Data) steps() []step {
	var all []step
	for left := slices.Clone(d.Entities); len(left) > 0; {
		next := max(0, slices.IndexFunc(left, func(e Entity) bool { return !slices.ContainsFunc(keysTo(e, left), key.fromOthers) }))
		if next == 0 && slices.ContainsFunc(keysTo(left[0], left), key.fromOthers) {
			// A circle. A key that must have a value is left to the database, which refuses.
			next = max(0, slices.IndexFunc(left, func(e Entity) bool {
				return !slices.ContainsFunc(keysTo(e, left), func(k key) bool { return k.fromOthers() && !k.Nullable })
			}))
		}
		e := left[next]
		all = append(all, step{e, slices.DeleteFunc(keysTo(e, left), func(k key) bool { return !k.Nullable })})
		left = slices.Delete(left, next, next+1)
	}
	return all
}

// fromOthers says whether the key leads to another table than its own.
func (k key) fromOthers() bool { return k.To != k.holder.Table }

// keysTo are the keys that lead to an entity's rows from those of the entities.
func keysTo(e Entity, from []Entity) (all []key) {
	for _, holder := range from {
		for _, link := range holder.Links {
			if link.To == e.Table {
				all = append(all, key{holder, link})
			}
		}
	}
	return all
}
