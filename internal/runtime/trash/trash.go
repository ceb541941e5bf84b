// Package trash is what generated code shares about rows that are deleted softly: which of
// them a query finds, and which rows move with one into the trash and out of it.
//
// It knows no entity. Start with Which, by which a query asks, and Tree, which moves.
package trash

import (
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/statement"
)

// Which rows a query finds. Where nothing is said, they are the living.
type Which int

// Which rows there are.
const (
	Living Which = iota // those that are not in the trash
	With                // all rows, in the trash or not
	Only                // those in the trash
)

// Parted is why a row is not restored that leads to one in the trash, without which it cannot be.
const Parted = "Something that it belongs to is in the trash: restore that first"

// Held returns the error of an update that something keeps from moving its rows, unless
// asking for that failed.
func Held(failed error, why string) error {
	if failed != nil {
		return failed
	}
	return fault.New(fault.Conflict, why)
}

// Taking returns which rows a deletion finds: those in the trash too, if it is for good.
func Taking(permanent bool) Which {
	if permanent {
		return With
	}
	return Living
}

// Asked returns which rows a request asks for by the parameter deleted.
func Asked(deleted string) Which {
	switch deleted {
	case "only":
		return Only
	case "with":
		return With
	default:
		return Living
	}
}

// Where returns the predicate of those rows, by the column with the time of their deletion.
func (w Which) Where(column string) func(*sql.Selector) {
	switch w {
	case With:
		return statement.Every
	case Only:
		return statement.Null(column, false)
	default:
		return statement.Null(column, true)
	}
}
