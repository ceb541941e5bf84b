package books

import (
	"fmt"
	"maps"
	"slices"
)

// Row is a task in the database.
type Row struct {
	Title     string
	Completed bool
	Version   int
}

// Findings are the differences between the books and the database.
type Findings struct {
	Lost    []string // acknowledged, but missing
	Doubled []string // done more often than asked for
	Untrue  []string // answered untruly
}

// Check compares the books with all rows of the database.
func (b *Book) Check(rows []Row) Findings {
	b.mu.Lock()
	defer b.mu.Unlock()
	there := map[string][]Row{}
	for _, r := range rows {
		there[r.Title] = append(there[r.Title], r)
	}
	f := Findings{Untrue: slices.Clone(b.untrue)}
	for _, title := range slices.Sorted(maps.Keys(b.pages)) {
		b.pages[title].check(&f, title, there[title])
		delete(there, title)
	}
	for _, title := range slices.Sorted(maps.Keys(there)) {
		f.Untrue = append(f.Untrue, fmt.Sprintf("%q is there, and nobody asked for it", title))
	}
	return f
}

func (p *page) check(f *Findings, title string, rows []Row) {
	switch {
	case len(rows) > 1:
		f.Doubled = append(f.Doubled, fmt.Sprintf("%q is there %d times", title, len(rows)))
	case len(rows) == 1 && p.created == Refused:
		f.Untrue = append(f.Untrue, fmt.Sprintf("%q is there, and was refused", title))
	case len(rows) == 1 && p.deleted.sure > 0:
		f.Lost = append(f.Lost, fmt.Sprintf("%q is there, and its deletion was acknowledged", title))
	case len(rows) == 1:
		p.compare(f, rows[0])
	case p.created == Acknowledged && p.deleted == count{}:
		f.Lost = append(f.Lost, fmt.Sprintf("%q was acknowledged, and is not there", title))
	}
}

// compare compares a task that exists with its page.
func (p *page) compare(f *Findings, r Row) {
	least := 1 + p.changes.sure + p.toggles.sure
	most := least + p.changes.unsure + p.toggles.unsure
	flips := r.Version - 1 - p.changes.sure // if no other change is uncertain
	switch {
	case r.Version < least:
		f.Lost = append(f.Lost, fmt.Sprintf("%q has version %d, and %d was acknowledged", r.Title, r.Version, least))
	case r.Version > most:
		f.Doubled = append(f.Doubled, fmt.Sprintf("%q has version %d, and was written %d times at most", r.Title, r.Version, most-1))
	case p.changes.unsure == 0 && r.Completed != (flips%2 == 1):
		f.Lost = append(f.Lost, fmt.Sprintf("%q was flipped %d times, and completed is %t", r.Title, flips, r.Completed))
	}
}
