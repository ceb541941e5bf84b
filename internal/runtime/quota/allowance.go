package quota

import (
	"strconv"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
)

// To count the rows of an owner costs as much as to insert one, or more. So who has much room
// left is not counted with each insert: the statement that counts says whether a tenth of the
// quota is left, and if it is, this process inserts a thousandth of the quota for the owner
// before it counts again. Each process does so for itself.
const (
	leftPart      = 10
	uncountedPart = 1000
	// maxOwners is how many owners have an allowance; whoever had no use of it for longest is
	// counted with the next insert.
	maxOwners = 1 << 14
)

// owner is whose rows a quota limits.
type owner struct {
	quota *Quota
	id    string
}

// allowances are how many rows are inserted before the next count.
var allowances, _ = lru.New[owner, *atomic.Int64](maxOwners) // fails for no size only

// uncounted is how many rows of an owner are inserted without a count: none where they are
// not all that matters, or the quota is small.
func (q *Quota) uncounted() int64 {
	if q.Expires != "" || q.Content != "" {
		return 0
	}
	return int64(q.Rows / uncountedPart)
}

// allows says whether a row of an owner need not be counted.
func (q *Quota) allows(id any) bool {
	text, ok := id.(string)
	if !ok || q.uncounted() == 0 {
		return false
	}
	left, ok := allowances.Get(owner{q, text})
	return ok && left.Add(-1) >= 0
}

// Ask returns what the statement says of the owner, in SQL: whether much is left of the quota;
// "" where that is of no use.
func (g *guard) Ask() string {
	q := g.quota
	if q.uncounted() == 0 {
		return ""
	}
	return `NOT EXISTS (SELECT 1 FROM "` + q.Table + `" AS "own" WHERE "own"."` + q.Owner + `" = "` + q.Table + `"."` + q.Owner +
		`" LIMIT 1 OFFSET ` + strconv.Itoa(q.Rows-q.Rows/leftPart) + `)`
}

// Hear is told the answer when the row is inserted.
func (g *guard) Hear(muchLeft bool) {
	if id, ok := value(g.specs[0], g.quota.Owner).(string); ok && muchLeft {
		left := new(atomic.Int64)
		left.Store(g.quota.uncounted())
		allowances.Add(owner{g.quota, id}, left)
	}
}
