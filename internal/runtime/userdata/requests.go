package userdata

import (
	"context"
	"errors"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

var faultCursor = fault.NewInvalid("value_error", "must be a cursor from a Link header of this export", "query", "cursor")

// ExportPart returns the lines of the viewer's export from a cursor on, so many at most and
// with no more than memory.Page bytes unless the first row alone has more; and the cursor of
// the next part, or "". The first part has one more line, and so has the last.
func (d Data) ExportPart(ctx context.Context, cursor string, most int) (part reply.JSON, next string, err error) {
	user, _ := viewer.ID(ctx)
	at := place{Counts: d.counts()}
	if cursor != "" {
		if at, err = d.placeOf(cursor); err != nil {
			return part, "", faultCursor
		}
	}
	lines, claim, claimed := reply.NewLines(ctx), memory.Of(ctx), 0
	x := d.newExport(ctx, user, at, func(line []byte) error {
		lines.Add(line)
		grown := lines.Size() - claimed
		if grown <= memory.Free {
			return nil
		}
		claimed += grown
		return claim.Need(int64(grown))
	})
	more, err := x.part(most, memory.Page)
	if cursor != "" && misread(err) {
		return part, "", faultCursor
	}
	if err == nil && more {
		next, err = d.cursor(x.at)
	}
	return lines.End(), next, err
}

// EraseMine erases all that is kept of the viewer, who confirms it by the viewer's own id.
func (d Data) EraseMine(ctx context.Context, confirm string) error {
	user, _ := viewer.ID(ctx)
	if confirm != user {
		return fault.NewInvalid("confirmation", "must be the subject of the token, whose data it is", "query", "confirm")
	}
	_, err := d.EraseInTime(ctx, user)
	return err
}

// ErrUnfinished says that an erasure ended before it was complete. The next one goes on.
var ErrUnfinished = fault.New(fault.Unfinished, "Not everything is erased yet: repeat the request, which goes on where this one ended")

// EraseInTime erases a user as Erase does, within the request of ctx: it ends with
// ErrUnfinished while there is time to answer. Other requests may use the database between
// its statements.
func (d Data) EraseInTime(ctx context.Context, user string) (Counts, error) {
	until, bounded := ctx.Deadline()
	if bounded {
		until = until.Add(-time.Until(until) / 3)
	}
	d.Between = func(ctx context.Context) error {
		if bounded && time.Now().After(until) {
			return ErrUnfinished
		}
		request.PlaceOf(ctx).Leave()
		return nil
	}
	d.Pay = request.Pay
	erased, err := d.Erase(ctx, user)
	kept, isKept := errors.AsType[*Kept](err)
	refused := fault.From(err)
	switch {
	case isKept:
		return erased, fault.New(fault.Conflict, "All else is erased, but "+keptBecause+kept.list(func(c Count) string { return c.Name }))
	case errors.Is(err, ErrWriting),
		refused != nil && erased.Total() > 0, // it got no other turn
		err != nil && ctx.Err() != nil:
		return erased, ErrUnfinished
	}
	return erased, err
}
