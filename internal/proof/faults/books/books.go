// Package books records what clients were told about their writes, and finally compares
// that with the database. Start with Book. It knows neither HTTP nor SQL.
package books

import "sync"

// Outcome is what a client was told about a write.
type Outcome int

// Outcomes of writes.
const (
	Acknowledged Outcome = iota // it was done
	Unknown                     // it may have been done, or may be done later
	Refused                     // it was not done, and will not be
)

// Book is the record of all clients. It is safe for concurrent use.
type Book struct {
	mu     sync.Mutex
	tally  Tally
	pages  map[string]*page // by title, which is a task's for ever
	untrue []string
}

// Tally counts writes by their outcome.
type Tally struct{ Writes, Acknowledged, Unknown int }

// page is the record of one task.
type page struct {
	created          Outcome
	changes, toggles count
	deleted          count
}

// count is how often something was done, and may have been done.
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

// Create records a create. A title is created once, however often its Idempotency-Key was
// sent.
func (b *Book) Create(title string, o Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tally.add(o)
	b.pages[title] = &page{created: o}
}

// Change records a write that raises the version, and changes nothing else that is
// compared.
func (b *Book) Change(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.changes })
}

// Toggle records a write that raises the version and flips completed.
func (b *Book) Toggle(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.toggles })
}

// Delete records a deletion.
func (b *Book) Delete(title string, o Outcome) {
	b.write(title, o, func(p *page) *count { return &p.deleted })
}

func (b *Book) write(title string, o Outcome, kind func(*page) *count) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tally.add(o)
	p := b.pages[title]
	if p == nil { // of an unknown task
		p = &page{created: Refused}
		b.pages[title] = p
	}
	kind(p).add(o)
}

// Untrue records an answer that was recognized as untrue when it came.
func (b *Book) Untrue(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.untrue = append(b.untrue, what)
}

// Tally returns the counts so far.
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
