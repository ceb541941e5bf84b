package locks

// What a lock keeps others from. SELECT takes ACCESS SHARE; INSERT, UPDATE and
// DELETE take ROW EXCLUSIVE.
const (
	BlocksAll     = "reads and writes"
	BlocksWrites  = "writes"
	blocksNothing = "nothing"
)

type Mode struct{ catalog, Name, Blocks string }

// Modes are the locks of PostgreSQL, the weakest first, by their names in pg_locks.
var Modes = []Mode{
	{"AccessShareLock", "ACCESS SHARE", blocksNothing},
	{"RowShareLock", "ROW SHARE", blocksNothing},
	{"RowExclusiveLock", "ROW EXCLUSIVE", blocksNothing},
	{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", blocksNothing},
	{"ShareLock", "SHARE", BlocksWrites},
	{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", BlocksWrites},
	{"ExclusiveLock", "EXCLUSIVE", BlocksWrites},
	{"AccessExclusiveLock", "ACCESS EXCLUSIVE", BlocksAll},
}

// Strength is the place of a mode of pg_locks in modes.
func Strength(catalog string) int {
	for i, m := range Modes {
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
