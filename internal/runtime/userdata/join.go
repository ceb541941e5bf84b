package userdata

import "entgo.io/ent/dialect/sql"

// belongs finds the rows of a join table that belong to a user: both ends are the user's.
// An end that everybody reads may be anybody's, as long as the other end is the user's.
func (d Data) belongs(j Join, user string) *sql.Predicate {
	private, published := d.sides(j)
	var all []*sql.Predicate
	for _, end := range private {
		all = append(all, d.mine(j, end, user))
	}
	if len(all) > 0 {
		return sql.And(all...)
	}
	for _, end := range published {
		all = append(all, d.mine(j, end, user))
	}
	return sql.Or(all...)
}

// sides are the ends of a join table by what their entities are: their owners' alone, or
// read by everybody.
func (d Data) sides(j Join) (private, published []End) {
	for _, end := range j.Ends {
		switch e := d.entity(end.Table); {
		case e == nil:
		case e.Published:
			published = append(published, end)
		default:
			private = append(private, end)
		}
	}
	return private, published
}

// mine finds the rows of a join table whose end is a user's.
func (d Data) mine(j Join, end End, user string) *sql.Predicate {
	if j.Owner != "" && !d.entity(end.Table).Published {
		return sql.EQ(j.Owner, user)
	}
	of := d.build().Table(end.Table)
	row := d.build().Select(of.C(end.ID)).From(of).Where(sql.And(
		sql.ColumnsEQ(of.C(end.ID), d.build().Table(j.Table).C(end.Column)),
		sql.EQ(of.C(d.entity(end.Table).Owner), user),
	))
	return sql.Exists(row)
}

// reading is how the rows of a join table are read that belong to a user: by the user's rows
// at one end.
type reading struct {
	Join
	by    End
	where *sql.Predicate // what is asked besides; nil for nothing
}

// readings are how the user's rows of a join table are read, each once.
func (d Data) readings(j Join, user string) []reading {
	private, published := d.sides(j)
	if len(private) > 0 {
		var where *sql.Predicate
		if len(private) > 1 || j.Owner != "" {
			where = d.mine(j, private[len(private)-1], user)
		}
		return []reading{{j, private[0], where}}
	}
	all := []reading{{j, published[0], nil}}
	if len(published) > 1 {
		all = append(all, reading{j, published[1], sql.Not(d.mine(j, published[0], user))})
	}
	return all
}

// in finds rows whose columns have the values of a row that s selects.
func in(columns []string, s *sql.Selector) *sql.Predicate {
	if len(columns) == 1 {
		return sql.In(columns[0], s)
	}
	return sql.P(func(b *sql.Builder) {
		b.Wrap(func(b *sql.Builder) { b.IdentComma(columns...) })
		b.WriteString(" IN ")
		b.Wrap(func(b *sql.Builder) { b.Join(s) })
	})
}

// columns are the two of a join table.
func (j Join) columns() []string { return []string{j.Ends[0].Column, j.Ends[1].Column} }
