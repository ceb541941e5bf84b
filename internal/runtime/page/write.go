package page

import "github.com/entask/entask/internal/runtime/statement"

// write writes the page to a statement that is nothing else. It returns false for a
// page of two ranges, which takes a statement around two others.
func (p *Page) write(w *statement.Writer) bool {
	if !p.writeAfter(w) {
		return false
	}
	by, id := "", ""
	if p.desc {
		by, id = " DESC", " DESC"
	}
	if p.column.Nullable {
		by = " NULLS LAST"
		if p.desc {
			by = " DESC NULLS FIRST"
		}
	}
	if p.column.Name != idColumn {
		w.OrderBy(p.column.Name, by)
	}
	w.OrderBy(idColumn, id).Limit(p.Limit + 1).Wrote()
	return true
}

// writeAfter writes which rows come after the cursor: those that following has.
func (p *Page) writeAfter(w *statement.Writer) bool {
	beyond := " > "
	if p.desc {
		beyond = " < "
	}
	switch {
	case p.after == nil:
	case p.column.Name == idColumn:
		w.And().Column(idColumn).Text(beyond).Arg(p.after.ID)
	case p.after.Value == nil:
		if p.desc {
			return false
		}
		w.And().Text("(").Column(p.column.Name).Text(" IS NULL AND ").Column(idColumn).Text(beyond).Arg(p.after.ID).Text(")")
	default:
		if p.column.Nullable && !p.desc {
			return false
		}
		w.And().Text("(").Column(p.column.Name).Text(", ").Column(idColumn).Text(")" + beyond + "(").Arg(p.after.Value).Text(", ").Arg(p.after.ID).Text(")")
	}
	return true
}
