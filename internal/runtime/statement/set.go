package statement

import "github.com/entask/entask/internal/runtime/instant"

// Set makes an update set a column.
func (w *Writer) Set(column string, v any) {
	w.set(column)
	w.value(v)
}

// Add makes an update add a number to a column, in which NULL counts as 0.
func (w *Writer) Add(column string, v any) {
	w.set(column)
	w.sets = append(w.sets, "COALESCE("...)
	w.sets = w.table.quote(w.sets, column)
	w.sets = append(w.sets, ", 0) + "...)
	w.value(v)
}

// Clear makes an update set a column to NULL.
func (w *Writer) Clear(column string) {
	w.set(column)
	w.sets = append(w.sets, "NULL"...)
}

// Flip makes an update negate a boolean column.
func (w *Writer) Flip(column string) {
	w.set(column)
	w.sets = append(w.sets, "NOT "...)
	w.sets = quote(w.sets, column)
}

// Stamp makes an update that sets the boolean column is, set the column at as package stamp does.
func (w *Writer) Stamp(is, at string, on bool) {
	if on {
		w.when(is, at, at)
		return
	}
	w.Clear(at)
}

// StampFlipped is Stamp for an update that negates the column is.
func (w *Writer) StampFlipped(is, at string) { w.when(is, at, "") }

// when sets the column at to another where the column is was true, or to NULL where that is
// "", and to now elsewhere.
func (w *Writer) when(is, at, another string) {
	w.set(at)
	w.sets = append(quote(append(w.sets, "CASE WHEN "...), is), " THEN "...)
	if another == "" {
		w.sets = append(w.sets, "NULL"...)
	} else {
		w.sets = quote(w.sets, another)
	}
	w.sets = append(w.sets, " ELSE CAST("...)
	w.sets = append(w.arg(w.sets, instant.Now()), " AS timestamptz) END"...)
}

// set begins what a column is set to.
func (w *Writer) set(column string) {
	if len(w.sets) > 0 {
		w.sets = append(w.sets, ", "...)
	}
	w.sets = append(quote(w.sets, column), " = "...)
}

func (w *Writer) value(v any) {
	w.unknown = w.unknown || !writable(v)
	w.sets = w.arg(w.sets, v)
}
