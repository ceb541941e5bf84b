package ratelimit

import "time"

// BePatient waits for Redis as long as a busy machine may take.
func (r *Redis) BePatient() { r.patience = time.Minute }

// EndPause makes the pause after a failure appear to be over.
func (r *Redis) EndPause() { r.silentUntil.Store(1) }
