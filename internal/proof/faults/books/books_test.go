package books_test

import (
	"slices"
	"testing"

	"github.com/entask/entask/internal/proof/faults/books"
)

// TestCheck: each kind of difference is found, and nothing else.
func TestCheck(t *testing.T) {
	const a, u, r = books.Acknowledged, books.Unknown, books.Refused
	row := func(version int, completed bool) []books.Row {
		return []books.Row{{Title: "t", Version: version, Completed: completed}}
	}
	made := func(o books.Outcome, more ...func(*books.Book)) func(*books.Book) {
		return func(b *books.Book) {
			b.Create("t", o)
			for _, do := range more {
				do(b)
			}
		}
	}
	change := func(o books.Outcome) func(*books.Book) { return func(b *books.Book) { b.Change("t", o) } }
	toggle := func(o books.Outcome) func(*books.Book) { return func(b *books.Book) { b.Toggle("t", o) } }
	remove := func(o books.Outcome) func(*books.Book) { return func(b *books.Book) { b.Delete("t", o) } }
	for _, tc := range []struct {
		name  string
		write func(*books.Book)
		rows  []books.Row
		want  books.Findings
	}{
		{"made", made(a), row(1, false), books.Findings{}},
		{"made, and not there", made(a), nil, books.Findings{Lost: []string{`"t" was acknowledged, and is not there`}}},
		{"made twice", made(a), append(row(1, false), row(1, false)...), books.Findings{Doubled: []string{`"t" is there 2 times`}}},
		{"perhaps made", made(u), nil, books.Findings{}},
		{"perhaps made, and there", made(u), row(1, false), books.Findings{}},
		{"perhaps made, twice", made(u), append(row(1, false), row(1, false)...), books.Findings{Doubled: []string{`"t" is there 2 times`}}},
		{"refused", made(r), nil, books.Findings{}},
		{"refused, and there", made(r), row(1, false), books.Findings{Untrue: []string{`"t" is there, and was refused`}}},
		{"changed", made(a, change(a), change(r)), row(2, false), books.Findings{}},
		{"changed, and not", made(a, change(a)), row(1, false), books.Findings{Lost: []string{`"t" has version 1, and 2 was acknowledged`}}},
		{"changed twice", made(a, change(a)), row(3, false), books.Findings{Doubled: []string{`"t" has version 3, and was written 1 times at most`}}},
		{"perhaps changed, twice", made(a, change(u)), row(3, false), books.Findings{Doubled: []string{`"t" has version 3, and was written 1 times at most`}}},
		{"flipped", made(a, toggle(a), toggle(u)), row(3, false), books.Findings{}},
		{"flipped, and not", made(a, toggle(a)), row(2, false), books.Findings{Lost: []string{`"t" was flipped 1 times, and completed is false`}}},
		{"deleted", made(a, remove(a)), nil, books.Findings{}},
		{"perhaps deleted", made(a, remove(u)), row(1, false), books.Findings{}},
		{"deleted, and there", made(a, remove(a)), row(1, false), books.Findings{Lost: []string{`"t" is there, and its deletion was acknowledged`}}},
		{"a stranger", func(*books.Book) {}, row(1, false), books.Findings{Untrue: []string{`"t" is there, and nobody asked for it`}}},
		{"an untrue answer", func(b *books.Book) { b.Untrue("404") }, nil, books.Findings{Untrue: []string{"404"}}},
	} {
		b := books.New()
		tc.write(b)
		got := b.Check(tc.rows)
		if !slices.Equal(got.Lost, tc.want.Lost) || !slices.Equal(got.Doubled, tc.want.Doubled) || !slices.Equal(got.Untrue, tc.want.Untrue) {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
	b := books.New()
	made(a, change(u), toggle(r))(b)
	if got, want := b.Tally(), (books.Tally{Writes: 3, Acknowledged: 1, Unknown: 1}); got != want {
		t.Errorf("Tally() = %+v, want %+v", got, want)
	}
}
