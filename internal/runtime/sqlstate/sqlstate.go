// Package sqlstate reads the code by which PostgreSQL says what kind of error it returned,
// whichever driver brings it. It is a leaf.
package sqlstate

import "errors"

// Of is the SQLSTATE of an error, such as "23503"; "" where it has none.
func Of(err error) string {
	if e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return e.SQLState()
	}
	return ""
}
