package rules

// Observed is what was observed while one statement ran.
type Observed struct {
	Line     int      `json:"line"`
	SQL      string   `json:"sql"`
	Locks    []Lock   `json:"locks"`
	Rewrites []string `json:"rewrites"` // tables written anew
	Scans    []string `json:"scans"`    // tables read from end to end
	Rows     int64    `json:"rows"`     // inserted, updated and deleted
	MS       float64  `json:"ms"`

	// EstimateMS is the time at the size of production; 0 where that is unknown.
	EstimateMS float64 `json:"-"`
	// Invalid lists the indexes that it left INVALID.
	Invalid []string `json:"-"`
	// Bare says that it cannot run in a transaction.
	Bare bool `json:"-"`
	// Unrun says that the review took it back, since it is about the whole server.
	Unrun bool `json:"-"`
	// Failure is the server's message when it failed.
	Failure string `json:"-"`
}

// Lock is a lock on a relation that existed before the file.
type Lock struct {
	Relation string  `json:"relation"`
	Mode     string  `json:"mode"`   // as LOCK TABLE has it, such as ACCESS EXCLUSIVE
	Blocks   string  `json:"blocks"` // who waits: "reads and writes", "writes" or "nothing"
	HeldMS   float64 `json:"held_ms"`
}
