package load

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-faster/jx"
)

// task is the known state of a task, and the state that a reply shows.
type task struct {
	id, user, title string
	version         int
	completed       bool
}

// readTask reads a reply of one task.
func readTask(body []byte) (task, error) {
	d := jx.DecodeBytes(body)
	t, err := decode(d)
	if err != nil {
		return t, err
	}
	return t, end(d)
}

// readTasks reads a reply with a list: the first task, and how many belong to its owner.
func readTasks(body []byte) (first task, n int, err error) {
	d := jx.DecodeBytes(body)
	err = d.Arr(func(d *jx.Decoder) error {
		t, err := decode(d)
		if n == 0 {
			first = t
		}
		if err == nil && t.user != first.user {
			err = fmt.Errorf("tasks of %s and %s in one list", first.user, t.user)
		}
		n++
		return err
	})
	if err != nil {
		return first, n, err
	}
	return first, n, end(d)
}

func end(d *jx.Decoder) error {
	if err := d.Skip(); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("more than one value")
	}
	return nil
}

// fields is how many fields a task has. A reply with fewer is wrong.
const fields = 10

func decode(d *jx.Decoder) (t task, err error) {
	n := 0
	err = d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		n++
		switch string(key) {
		case "id":
			t.id, err = d.Str()
		case "user_id":
			t.user, err = d.Str()
		case "title":
			t.title, err = d.Str()
		case "version":
			t.version, err = d.Int()
		case "completed":
			t.completed, err = d.Bool()
		default:
			err = d.Skip()
		}
		return err
	})
	if err == nil && n < fields {
		err = fmt.Errorf("a task of %d fields, want %d at least", n, fields)
	}
	return t, err
}
