// Package locks knows the lock modes of PostgreSQL and what each blocks, and observes the
// locks of a session from another one. Start reading at ModeOf and Observer. It must not
// import the review, which judges what was observed.
package locks

// What a lock blocks. SELECT takes ACCESS SHARE; INSERT, UPDATE and
// DELETE take ROW EXCLUSIVE.
const (
	BlocksAll     = "reads and writes"
	BlocksWrites  = "writes"
	blocksNothing = "nothing"
)

// Mode is a mode of a lock.
type Mode struct {
	catalog string // its name in pg_locks, such as AccessShareLock
	Name    string // its name in SQL, such as ACCESS SHARE
	Blocks  string // what others wait for: BlocksAll, BlocksWrites or "nothing"
}

// modes are the modes of PostgreSQL, the weakest first.
var modes = []Mode{
	{"AccessShareLock", "ACCESS SHARE", blocksNothing},
	{"RowShareLock", "ROW SHARE", blocksNothing},
	{"RowExclusiveLock", "ROW EXCLUSIVE", blocksNothing},
	{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", blocksNothing},
	{"ShareLock", "SHARE", BlocksWrites},
	{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", BlocksWrites},
	{"ExclusiveLock", "EXCLUSIVE", BlocksWrites},
	{"AccessExclusiveLock", "ACCESS EXCLUSIVE", BlocksAll},
}

// ModeOf returns the mode that pg_locks calls by the name.
func ModeOf(catalog string) Mode { return modes[Strength(catalog)] }

// Strength orders the modes by their names in pg_locks: a stronger mode has a higher
// number.
func Strength(catalog string) int {
	for i, m := range modes {
		if m.catalog == catalog {
			return i
		}
	}
	return 0
}

// Held is the strongest mode on each relation, by its name in pg_locks.
type Held map[uint32]string

func (h Held) add(relation uint32, mode string) {
	if old, ok := h[relation]; !ok || Strength(mode) > Strength(old) {
		h[relation] = mode
	}
}
