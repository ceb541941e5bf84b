package drift

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
)

// Difference is an object that is missing, differs, or should not be there.
type Difference struct {
	Object        // what should be there, or what is
	State  State  // how it differs
	Is     string // the definition that is there; "" where it is missing
	Weight Weight // what it breaks
	Mend   string // the statements that put it right
}

// State says how an object differs.
type State string

// The ways to differ.
const (
	Missing    State = "missing"
	Changed    State = "changed"
	Disabled   State = "disabled" // a trigger or a foreign key that is as wanted, and does nothing
	Additional State = "additional"
)

// Options may be left empty.
type Options struct {
	Serving  bool   // the role that asks is the one that serves; otherwise it is looked for
	Role     string // another role that serves
	Unwalled bool   // row-level security need not hold for the role
}

// Compare compares a database with the schema that its migrations lead to. Tables, views,
// functions, types, sequences and extensions that the schema does not know belong to others. SQLite, which has no
// migrations, never differs.
func Compare(ctx context.Context, db *database.DB, want Schema, o Options) (all []Difference, err error) {
	if db.Dialect() != dialect.Postgres {
		return nil, nil
	}
	err = reading(ctx, db.SQL(), func(tx *sql.Tx, databaseOwner string) error {
		is, err := objects(ctx, tx, want.names(), "public")
		if err != nil {
			return err
		}
		if all, err = back(ctx, tx, Diff(is, want), want); err != nil {
			return err
		}
		rights, err := grants(ctx, tx, want, o)
		if err != nil {
			return err
		}
		all = append(all, rights...)
		for i, d := range all {
			if d.Kind == owner {
				all[i].Mend = owning(d.Object, databaseOwner)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare the schema: %w", err)
	}
	return all, nil
}

// Diff compares two schemas, in the order of the one that is wanted, but for what needs the
// rest: the statements that mend can be run one after the other.
func Diff(is, want Schema) (all []Difference) {
	have := is.byKey()
	for _, w := range want {
		h, there := have[w.key()]
		switch {
		case !there && want.partOfMissing(w, have):
		case !there:
			all = append(all, Difference{Object: w, State: Missing})
		case w.Kind == table: // its parts are compared
		case normal(w.Kind, h.SQL) != normal(w.Kind, w.SQL):
			all = append(all, Difference{Object: w, State: change(h, w), Is: h.SQL})
		}
	}
	wanted := want.byKey()
	for _, h := range is {
		if _, known := wanted[h.key()]; !known && (h.On != "" || want.overloads(h)) && !is.partOfAdditional(h, wanted) {
			all = append(all, Difference{Object: h, State: Additional, Is: h.SQL})
		}
	}
	for i := range all {
		all[i].Weight = weigh(all[i], is)
		all[i].Mend = mend(all[i], want)
	}
	keepRenamed(all)
	slices.SortStableFunc(all, func(a, b Difference) int { return a.after() - b.after() })
	return all
}

// after orders what is mended: a table has one primary key, a foreign key leads to the key of
// another table, and a policy may call a function.
func (d Difference) after() int {
	switch {
	case d.State == Additional && d.Kind == primaryKey && !strings.HasPrefix(d.Mend, "--"):
		return -1
	case d.State != Additional && (d.Kind == foreignKey || d.Kind == policy):
		return 1
	}
	return 0
}

// change says how the definition that is there differs.
func change(is, want Object) State {
	off := false
	switch want.Kind {
	case trigger, rule:
		off = sameTrigger(is.SQL, want.SQL) && fires(want.SQL) && !fires(is.SQL)
	case foreignKey:
		off = normal(foreignKey, is.SQL) == normal(foreignKey, want.SQL+disabled)
	}
	if off {
		return Disabled
	}
	return Changed
}

// key tells objects apart. A unique index and an index of the same name are one, and so are
// constraints.
func (o Object) key() [3]string {
	kind := o.Kind
	switch kind {
	case uniqueIndex:
		kind = index
	case primaryKey, unique, exclusion, check, foreignKey:
		kind = "constraint"
	}
	return [3]string{kind, o.On, o.Name}
}

func (s Schema) byKey() map[[3]string]Object {
	all := map[[3]string]Object{}
	for _, o := range s {
		all[o.key()] = o
	}
	return all
}

// partOfMissing says whether the statement that creates a missing table or column brings
// the object along.
func (s Schema) partOfMissing(o Object, have map[[3]string]Object) bool {
	if o.Kind == owner {
		for _, kind := range []string{view, materialized, function} {
			if _, there := have[Object{Kind: kind, Name: o.Name}.key()]; there {
				return false
			}
		}
		_, there := have[Object{Kind: table, On: o.Name}.key()]
		return !there
	}
	if _, there := have[Object{Kind: table, On: o.On}.key()]; !there && o.On != "" {
		return slices.Contains([]string{column, notNull, byDefault}, o.Kind)
	}
	_, there := have[Object{Kind: column, On: o.On, Name: o.Name}.key()]
	return o.Kind == byDefault && !there
}

// partOfAdditional says whether the object is about a column that is additional itself.
func (s Schema) partOfAdditional(o Object, wanted map[[3]string]Object) bool {
	_, known := wanted[Object{Kind: column, On: o.On, Name: o.Name}.key()]
	return (o.Kind == notNull || o.Kind == byDefault) && !known
}

// overloads says whether a function of ours has the same name: a call may mean either.
func (s Schema) overloads(o Object) bool {
	return o.Kind == function && slices.ContainsFunc(s, func(w Object) bool {
		return w.Kind == function && functionName(w) == functionName(o)
	})
}

// Tables are the names of all tables.
func (s Schema) Tables() (names []string) {
	for _, o := range s {
		if o.Kind == table {
			names = append(names, o.On)
		}
	}
	return names
}

// names are those of all that stands alone.
func (s Schema) names() []string {
	names := s.Tables()
	for _, o := range s {
		switch o.Kind {
		case view, materialized, enum, domain, sequence, extension:
			names = append(names, o.Name)
		case function:
			names = append(names, functionName(o))
		}
	}
	return names
}

// functionName is the name of a function without its parameters.
func functionName(o Object) string {
	name, _, _ := strings.Cut(o.Name, "(")
	return strings.ReplaceAll(strings.Trim(name, `"`), `""`, `"`)
}

// Wanted is the definition that should be there; "" for an additional object.
func (d Difference) Wanted() string {
	if d.State == Additional {
		return ""
	}
	return d.SQL
}

func (d Difference) String() string {
	what := d.Kind
	if d.Name != "" {
		what += " " + d.Name
	}
	if d.On != "" && d.Kind != table {
		what += " of " + d.On
	} else if d.On != "" {
		what += " " + d.On
	}
	return what + " is " + string(d.State)
}
