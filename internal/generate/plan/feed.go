package plan

import (
	"slices"
	"time"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/rest"
)

// Names of what a change feed adds to the database: the number of the latest change of each
// owner, deletions, and the column with the number of a row's latest change.
const (
	ChangeCounters   = "change_counters"
	ChangeTombstones = "change_tombstones"
	ChangeNumber     = "change_number"
)

// FeedSegment is the last part of a feed's path.
const FeedSegment = "changes"

// SyncableOf returns how long deletions of the rows are kept for a change feed, and whether
// they have one.
func SyncableOf(n *gen.Type) (keep time.Duration, ok bool) {
	ant, err := rest.Decode(n.Annotations)
	if err != nil || ant.Syncable == nil {
		return 0, false
	}
	return *ant.Syncable, true
}

// IsSyncable says whether a schema has a change feed.
func IsSyncable(g *gen.Graph) bool {
	return slices.ContainsFunc(g.Nodes, func(n *gen.Type) bool {
		_, ok := SyncableOf(n)
		return ok
	})
}

// Syncable says whether the entity has a change feed.
func (e *Entity) Syncable() bool { return e.REST.Syncable != nil }

// Syncable says whether an entity has a change feed.
func (api *API) Syncable() bool { return slices.ContainsFunc(api.Entities, (*Entity).Syncable) }

// FeedOperation is the operation id of the change feed: "listTaskChanges".
func (e *Entity) FeedOperation() string { return e.feed }

// FeedBody is the schema of a page of the change feed: "TaskChanges".
func (e *Entity) FeedBody() string { return e.feedBody }
