package ratelimit

// EndPause makes the pause after a failure appear to be over.
func (r *Redis) EndPause() { r.silentUntil.Store(1) }
