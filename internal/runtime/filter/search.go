package filter

import (
	"strings"
	"unicode"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/fold"
	"github.com/entask/entask/internal/runtime/statement"
)

// Search passes rows of which a column contains text, whatever the case: by Unicode's
// simple case folding, on both databases and in every locale. SQLite must have the
// function fold, which does as fold.String.
//
// PostgreSQL has no function for that which is the same in every version and locale.
// Text of ASCII letters that are alike only among themselves is looked for in what
// lower() makes of the bytes, which costs least. Any other text is looked for by a
// regular expression that names the letters, where there is such a part of it in the
// row at all. Neither lets PostgreSQL take it that few rows pass: it reads them in the
// order of the list, and ends with the page.
func Search(text string, columns ...string) Predicate {
	return func(s *sql.Selector) {
		q, n := statement.On(s), needleOf(s.Dialect(), text)
		q.Where(func(t statement.Text) { n.write(t, columns) })
		q.Wrote()
	}
}

// needle is what is asked of a column: all of it must hold.
type needle []ask

// ask is SQL around a column and an argument.
type ask struct{ before, between, arg, after string }

func (n needle) write(t statement.Text, columns []string) {
	t.Text("(")
	for i, column := range columns {
		if i > 0 {
			t.Text(" OR ")
		}
		for j, a := range n {
			if j > 0 {
				t.Text(" AND ")
			}
			t.Text(a.before).Column(column).Text(a.between).Arg(a.arg).Text(a.after)
		}
	}
	t.Text(")")
}

func needleOf(name, text string) needle {
	if name != dialect.Postgres {
		return needle{{"instr(fold(", "), ", fold.String(text), ") > 0"}}
	}
	part := longestPlain(text)
	plainly := ask{"strpos(lower(", ` COLLATE "C"), `, strings.ToLower(part), ") > 0"}
	// The length, because PostgreSQL expects few rows to match an expression.
	exactly := ask{"length(substring(", ` COLLATE "C" FROM `, expression(text), ")) > 0"}
	switch part {
	case text:
		return needle{plainly}
	case "":
		return needle{exactly}
	default:
		return needle{plainly, exactly}
	}
}

// longestPlain returns the longest part of a text whose characters are ASCII, and so
// is all that is like them.
func longestPlain(text string) (longest string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isPlain(r) }) {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

// isPlain says whether a character is ASCII, and so is all that is like it: s and k are
// not, because of ſ and of the kelvin sign.
func isPlain(r rune) bool {
	return r <= unicode.MaxASCII && !strings.ContainsRune("sSkK", r)
}

// expression returns the regular expression of PostgreSQL's that matches a text in any
// case: it names the letters, so that no locale decides.
func expression(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch alike := fold.Alike(r); {
		case len(alike) > 1:
			b.WriteString("[" + string(alike) + "]")
		case r <= unicode.MaxASCII && !unicode.IsDigit(r):
			b.WriteString(`\` + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
