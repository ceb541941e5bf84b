package isolation

import (
	"context"
	"strconv"
	"strings"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/trash"
)

// narrowed are the predicates that rules have added.
type narrowed struct {
	predicates []func(*sql.Selector)
}

// WhereP is how a rule narrows any query or mutation.
func (n *narrowed) WhereP(ps ...func(*sql.Selector)) { n.predicates = append(n.predicates, ps...) }

// to says whether one of the predicates passes only rows whose column holds the value. Each
// is written as SQL: one that has alternatives, or a negation, passes others too.
func (n *narrowed) to(column, value string) bool {
	for _, p := range n.predicates {
		s := sql.Dialect(dialect.Postgres).Select("*").From(sql.Table("t"))
		p(s)
		text, args := s.Query()
		if strings.Contains(text, " OR ") || strings.Contains(text, "NOT (") {
			continue
		}
		for i, arg := range args {
			if arg == any(value) && holds(text, `"`+column+`" = $`+strconv.Itoa(i+1)) {
				return true
			}
		}
	}
	return false
}

// holds says whether the text has the term, and not as the beginning of a longer one.
func holds(text, term string) bool {
	_, rest, found := strings.Cut(text, term)
	return found && (rest == "" || rest[0] == ' ' || rest[0] == ')')
}

// query stands for a generated query.
type query struct{ *narrowed }

// WhereOwner is how rule.FilterOwner narrows a query.
func (q *query) WhereOwner(p func(*sql.Selector)) { q.WhereP(p) }

// Trash_ is how rule.FilterTrash asks which rows a query finds.
func (*query) Trash_() trash.Which { return trash.Living } //nolint:revive // see rule.FilterTrash

// mutation stands for a generated mutation. What it has no answer to is that of the nil
// ent.Mutation in it: a panic, by which ask knows a rule that needs the real one.
type mutation struct {
	ent.Mutation
	*narrowed
	op ent.Op
}

// Op implements ent.Mutation.
func (m *mutation) Op() ent.Op { return m.op }

// Type implements ent.Mutation.
func (*mutation) Type() string { return "Asked" }

// HideHidden_ is how rule.FilterOwner keeps writes from hidden rows.
func (*mutation) HideHidden_(context.Context) error { return nil } //nolint:revive // see rule.FilterOwner

// CheckLinks_ is how rule.DenyForeignLinks looks at the rows that are linked to: at none.
func (*mutation) CheckLinks_(context.Context) error { return nil } //nolint:revive // see rule.FilterOwner

// Fields implements ent.Mutation.
func (*mutation) Fields() []string { return nil }

// Field implements ent.Mutation.
func (*mutation) Field(string) (ent.Value, bool) { return nil, false }
