// Package books keeps what clients were told of their writes, and compares it with
// what the database has in the end. Start with Book. It knows neither HTTP nor SQL.
package books

import "sync"

// Outcome is what a client was told of a write.
type Outcome int

// Outcomes of writes.
const (
	Acknowledged Outcome = iota // it was done
	Unknown                     // it was done, or will be, or was not
	Refused                     // it was not done, and will not be
)

// Book is what the clients wrote down. It can be used by many at once.
type Book struct {
	mu     sync.Mutex
	tally  Tally
	pages  map[string]*page // by title, which is a task's for ever
	untrue []string
}

// Tally is how many writes there were.
type Tally struct{ Writes, Acknowledged, Unknown int }

// page is what was written of one task.
type page struct {
	created          Outcome
	changes, toggles count
	deleted          count
}

// count is how often something was done.
type count struct{ sure, unsure int }

func (c *count) add(o Outcome) {
	switch o {
	case Acknowledged:
		c.sure++
	case Unknown:
		c.unsure++
	case Refused:
	}
}

// New returns an empty book.
func New() *Book { return &Book{pages: map[string]*page{}} }

// Create notes that a task was to be made. A title is made once, however often its
// Idempotency-Key was sent.
func (b *Book) Create(title string, o Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tally.add(o)
	b.pages[title] = &page{created: o}
}

// Change notes a write that raises the version and nothing else that is looked at.
func (b *Book) Change(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.changes })
}

// Toggle notes a write that raises the version and flips completed.
func (b *Book) Toggle(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.toggles })
}

// Delete notes that a task was to go.
func (b *Book) Delete(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.deleted })
}

func (b *Book) write(title string, o Outcome, kind func(*page) *count) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tally.add(o)
	p := b.pages[title]
	if p == nil { // of a task that nobody made
		p = &page{created: Refused}
		b.pages[title] = p
	}
	kind(p).add(o)
}

// Untrue notes an answer that was known to be untrue when it came.
func (b *Book) Untrue(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.untrue = append(b.untrue, what)
}

// Tally returns how many writes there were until now.
func (b *Book) Tally() Tally {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tally
}

func (t *Tally) add(o Outcome) {
	t.Writes++
	switch o {
	case Acknowledged:
		t.Acknowledged++
	case Unknown:
		t.Unknown++
	case Refused:
	}
}
