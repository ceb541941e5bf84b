package admission

import "time"

// pace tells a viewer who has too much at once from a database that serves nobody: while
// some wait, others end their turns.
type pace struct {
	moved   time.Time // when a turn ended, or the first began to wait
	stalled time.Time // when a turn ended after a time in which none did
}

// hitch is how long no turn may end while some wait.
const hitch = patience / 2

// begin is called when somebody waits and nobody did.
func (p *pace) begin(now time.Time) { p.moved = now }

// end is called when a turn ends.
func (p *pace) end(now time.Time, awaited bool) {
	if awaited && now.Sub(p.moved) > hitch {
		p.stalled = now
	}
	p.moved = now
}

// steady says whether turns have ended all the time since then, as far as anybody waited.
func (p *pace) steady(since, now time.Time) bool {
	return now.Sub(p.moved) <= hitch && p.stalled.Before(since)
}
