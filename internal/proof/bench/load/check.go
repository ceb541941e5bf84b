package load

import (
	"fmt"
	"strconv"
)

// check returns an error for a missing reply or another status.
func (r reply) check(err error, status int) error {
	if err != nil {
		return err
	}
	if r.status != status {
		return r.unexpected(fmt.Sprintf("status %d, want %d", r.status, status))
	}
	return nil
}

// checkTask returns an error for a reply that is not the task with its ETag.
func (r reply) checkTask(err error, status int, want task) error {
	if err := r.check(err, status); err != nil {
		return err
	}
	got, err := readTask(r.body)
	if err != nil {
		return r.unexpected(err.Error())
	}
	if got != want {
		return r.unexpected(fmt.Sprintf("the task is %v, want %v", got, want))
	}
	if got, want := r.header.Get("ETag"), strconv.Quote(strconv.Itoa(want.version)); got != want {
		return r.unexpected(fmt.Sprintf("ETag is %s, want %s", got, want))
	}
	return nil
}

// shown is how much of a body an error shows.
const shown = 300

func (r reply) unexpected(what string) error {
	return fmt.Errorf("%s: %d %.*s", what, r.status, shown, r.body)
}
