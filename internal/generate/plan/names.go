package plan

import (
	"crypto/sha256"
	"encoding/hex"
)

// ID is the name of every entity's id.
const ID = "id"

// ByID is the order of a list for which the schema names none: the latest first,
// since ids are UUIDs of version 7.
const ByID = "-" + ID

// Scoped returns columns of an index behind the owner's, where there is an owner.
func Scoped(owner string, columns ...string) []string {
	if owner == "" {
		return columns
	}
	return append([]string{owner}, columns...)
}

// longestName is what PostgreSQL keeps of a name.
const longestName = 63

// CutName returns a name that PostgreSQL keeps, and that no other name has when cut.
func CutName(name string) string {
	if len(name) <= longestName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:longestName-9] + "_" + hex.EncodeToString(sum[:4])
}
