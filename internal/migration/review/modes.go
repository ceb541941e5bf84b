package review

// What a lock keeps others from. SELECT takes ACCESS SHARE; INSERT, UPDATE and
// DELETE take ROW EXCLUSIVE.
const (
	blocksAll     = "reads and writes"
	blocksWrites  = "writes"
	blocksNothing = "nothing"
)

type lockMode struct{ catalog, name, blocks string }

// modes are the locks of PostgreSQL, the weakest first, by their names in pg_locks.
var modes = []lockMode{
	{"AccessShareLock", "ACCESS SHARE", blocksNothing},
	{"RowShareLock", "ROW SHARE", blocksNothing},
	{"RowExclusiveLock", "ROW EXCLUSIVE", blocksNothing},
	{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", blocksNothing},
	{"ShareLock", "SHARE", blocksWrites},
	{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", blocksWrites},
	{"ExclusiveLock", "EXCLUSIVE", blocksWrites},
	{"AccessExclusiveLock", "ACCESS EXCLUSIVE", blocksAll},
}

// strength is the place of a mode of pg_locks in modes.
func strength(catalog string) int {
	for i, m := range modes {
		if m.catalog == catalog {
			return i
		}
	}
	return 0
}

// held is the strongest mode on each relation, by its name in pg_locks.
type held map[uint32]string

func (h held) add(relation uint32, mode string) {
	if old, ok := h[relation]; !ok || strength(mode) > strength(old) {
		h[relation] = mode
	}
}
