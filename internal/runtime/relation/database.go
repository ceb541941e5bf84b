package relation

import (
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/sqlstate"
)

// Place returns err with the indexes of refused links in the lists of a request, by
// property. Any other error is returned as it is.
func Place(err error, lists map[string][]uuid.UUID) error {
	if refused, ok := errors.AsType[*Refused](err); ok {
		return refused.fault(lists)
	}
	return err
}

// Broken says whether the database refused to violate a foreign key: the row to link to
// is gone, or a row still links to the one to delete.
func Broken(err error) bool {
	state := sqlstate.Of(err)
	return state == "23503" || state == "23001" || err != nil && strings.Contains(err.Error(), "FOREIGN KEY constraint failed")
}
