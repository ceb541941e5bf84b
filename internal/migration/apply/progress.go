package apply

import (
	"fmt"
	"time"
)

// Event is the kind of a Progress.
type Event int

// The events, in the order in which they come.
const (
	EventWaiting   Event = iota // another process applies migrations
	EventStatement              // a statement begins
	EventBlocked                // a lock was not free in time: Err; the next attempt is after Pause
	EventRebuild                // an INVALID index that was left behind is removed, to be built anew
	EventDone                   // a statement that was interrupted turns out to be carried out
	EventSlow                   // a statement has ended that took more than a second: Elapsed
	EventApplied                // a file is applied: Elapsed
)

// Progress is one event. Fields that do not apply to it are zero.
type Progress struct {
	Event          Event
	File           string
	Line           int
	Number, Total  int // of the statement in its file, from 1
	SQL            string
	Elapsed, Pause time.Duration
	Err            error
}

// String returns a line for a person.
func (p Progress) String() string {
	at := fmt.Sprintf("%s:%d: %d/%d: ", p.File, p.Line, p.Number, p.Total)
	switch p.Event {
	case EventWaiting:
		return "another process applies migrations: waiting for it"
	case EventStatement:
		return at + brief(p.SQL)
	case EventBlocked:
		return fmt.Sprintf("%s%v: trying again in %v", at, p.Err, p.Pause)
	case EventRebuild:
		return at + "an interrupted run left the index INVALID: removing it, to build it anew"
	case EventDone:
		return at + "an interrupted run carried it out"
	case EventSlow:
		return fmt.Sprintf("%stook %v", at, p.Elapsed.Round(time.Millisecond))
	case EventApplied:
		return fmt.Sprintf("%s: applied in %v", p.File, p.Elapsed.Round(time.Millisecond))
	}
	return ""
}
