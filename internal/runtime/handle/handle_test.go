package handle_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/handle"
	"github.com/entask/entask/internal/runtime/request"
)

var errMissed, errOther = errors.New("missed"), errors.New("other")

// table is a row that others write.
type table struct {
	version int
	gone    bool
}

func (o *table) row() handle.Row[int] {
	return handle.Row[int]{
		Read: func() (int, error) {
			if o.gone {
				return 0, errMissed
			}
			return o.version, nil
		},
		Version: func(row int) int { return row },
		Missed:  func(err error) bool { return errors.Is(err, errMissed) },
	}
}

func kind(err error) fault.Kind {
	f, _ := errors.AsType[*fault.Error](err)
	if f == nil {
		return 0
	}
	return f.Kind
}

// What others write in between is read, and written over only as it is.
func TestOnRowChanged(t *testing.T) {
	others := &table{version: 1}
	runs := 0
	got, err := handle.OnRow(t.Context(), others.row(), func(row int) (int, error) {
		if runs++; runs < 5 {
			others.version++
		}
		if row != others.version {
			return 0, errMissed
		}
		return row, nil
	})
	if err != nil || got != 5 || runs != 5 {
		t.Errorf("got %d, %v after %d runs, want the fifth version", got, err, runs)
	}
}

func TestOnRowRefused(t *testing.T) {
	others := &table{version: 1}
	miss := func(int) (int, error) { return 0, errMissed }
	for _, tc := range []struct {
		name string
		do   func(int) (int, error)
		want func(error) bool
	}{
		{"another error", func(int) (int, error) { return 0, errOther }, func(err error) bool { return errors.Is(err, errOther) }},
		{"another row", miss, func(err error) bool { return kind(err) == fault.NotFound }},
		{"written by all", func(int) (int, error) { others.version++; return 0, errMissed }, func(err error) bool { return kind(err) == fault.Unavailable }},
		{"gone meanwhile", func(int) (int, error) { others.gone = true; return 0, errMissed }, func(err error) bool { return errors.Is(err, errMissed) }},
	} {
		if _, err := handle.OnRow(t.Context(), others.row(), tc.do); !tc.want(err) {
			t.Errorf("%s: got %v", tc.name, err)
		}
	}
}

// Without a version nothing tells that the row has changed.
func TestOnRowWithoutVersion(t *testing.T) {
	on, runs := (&table{version: 1}).row(), 0
	on.Version = nil
	_, err := handle.OnRow(t.Context(), on, func(int) (int, error) { runs++; return 0, errMissed })
	if kind(err) != fault.NotFound || runs != 1 {
		t.Errorf("got %v after %d runs, want not found after one", err, runs)
	}
}

// What has written something does not run again.
func TestOnRowWrote(t *testing.T) {
	ctx := request.New(t.Context(), request.Identity{}, http.Header{})
	others, runs := &table{version: 1}, 0
	_, err := handle.OnRow(ctx, others.row(), func(int) (int, error) {
		runs++
		others.version++
		request.Wrote(ctx)
		return 0, errMissed
	})
	if kind(err) != fault.NotFound || runs != 1 {
		t.Errorf("got %v after %d runs, want not found after one", err, runs)
	}
}
