package admission

import (
	"math"
	"time"
)

// pace tells a viewer who has too much at once from a database that serves nobody: while
// some wait, others end their turns.
type pace struct {
	moved   time.Duration // when a turn ended, or the first began to wait
	stalled time.Duration // when a turn ended after a time in which none did
}

// never is a time before all others.
const never = time.Duration(math.MinInt64 / 2)

// hitch is how long no turn may end while some wait.
const hitch = patience / 2

// begin is called when somebody waits and nobody did.
func (p *pace) begin(now time.Duration) { p.moved = now }

// end is called when a turn ends.
func (p *pace) end(now time.Duration, awaited bool) {
	if awaited && now-p.moved > hitch {
		p.stalled = now
	}
	p.moved = now
}

// steady says whether turns have ended all the time since then, as far as anybody waited.
func (p *pace) steady(since, now time.Duration) bool {
	return now-p.moved <= hitch && p.stalled < since
}
