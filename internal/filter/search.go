package filter

import (
	"strings"
	"unicode"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/statement"
)

// Search passes rows of which a column contains text, in any case: that is, in small
// letters.
//
// PostgreSQL's ILIKE makes them of each row's whole text by the rules of a locale. For
// a text of ASCII those of bytes will do, which cost a fraction. Nor does PostgreSQL
// take it that few rows pass: it reads them in the order of the list, and ends with
// the page.
func Search(text string, columns ...string) Predicate {
	return func(s *sql.Selector) {
		if s.Dialect() != dialect.Postgres {
			found := make([]*sql.Predicate, len(columns))
			for i, c := range columns {
				found[i] = sql.ContainsFold(s.C(c), text)
			}
			s.Where(sql.Or(found...))
			return
		}
		n := needleOf(text)
		if w := statement.Of(s); w != nil {
			w.And().Text("(")
			for i, c := range columns {
				w.Text(or(i) + n.before).Column(c).Text(n.between).Arg(n.text).Text(n.after)
			}
			w.Text(")").Wrote()
			return
		}
		s.Where(sql.P(func(b *sql.Builder) {
			b.WriteString("(")
			for i, c := range columns {
				b.WriteString(or(i) + n.before).Ident(s.C(c)).WriteString(n.between).Arg(n.text).WriteString(n.after)
			}
			b.WriteString(")")
		}))
	}
}

func or(i int) string {
	if i == 0 {
		return ""
	}
	return " OR "
}

// needle is a text that is searched for, and the SQL around column and text.
type needle struct {
	text                   string
	before, between, after string
}

func needleOf(text string) needle {
	small := strings.ToLower(text)
	if strings.ContainsFunc(small, func(r rune) bool { return r > unicode.MaxASCII }) {
		return needle{text, "strpos(lower(", "), lower(", ")) > 0"}
	}
	n := needle{small, "lower(", ` COLLATE "C")`, ") > 0"}
	for _, l := range beyond {
		if strings.Contains(small, l.small) {
			n.before, n.between = "replace("+n.before, n.between+", '"+l.capital+"', '"+l.small+"')"
		}
	}
	n.before, n.between = "strpos("+n.before, n.between+", "
	return n
}

// beyond are the letters beyond ASCII whose small letters are within.
var beyond = []struct{ capital, small string }{
	{"\u0130", "i"}, // the dotted capital I, which Turkish has
	{"\u212a", "k"}, // the sign of the kelvin
}
