package statement

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
