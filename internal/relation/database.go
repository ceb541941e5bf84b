package relation

import (
	"errors"
	"strings"

	"github.com/google/uuid"
)

// Place returns err with the indexes of refused links in the lists of a request, by
// property. Any other error is returned as it is.
func Place(err error, lists map[string][]uuid.UUID) error {
	if refused, ok := errors.AsType[*Refused](err); ok {
		return refused.fault(lists)
	}
	return err
}

// Broken says whether the database refused to break a foreign key: what a row was
// to be linked to is gone, or what was to be deleted is linked to.
func Broken(err error) bool {
	if state, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return state.SQLState() == "23503" || state.SQLState() == "23001"
	}
	return err != nil && strings.Contains(err.Error(), "FOREIGN KEY constraint failed")
}
