package tables

import (
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

// tableKeys are the keys of a table that carry the owner of its rows. Columns are indexes
// into Columns of the generated table.
type tableKeys struct {
	Table   string
	Added   *schema.Column // the owner of a join table's rows, which Ent knows nothing of
	Primary []int
	Foreign []foreignKey
	Uniques []uniqueKey
	LedTo   []int // indexes of the generated table's Indexes that foreign keys without an owner need
}

// foreignKey is the foreign key at an index of the generated table's ForeignKeys.
type foreignKey struct {
	At         int
	Columns    []int
	RefTable   string
	RefColumns []int
	SetNull    string // SetNull says which column a deletion sets to null; "" for none
}

// uniqueKey is a column that leads one row to one, which its owner makes unique.
type uniqueKey struct {
	Name          string
	Owner, Column int
	Living        string // the condition of a row that counts; "" for every row
}

// ownerKeys returns the keys that carry an owner. A row leads to a row of its own owner, or
// to none: the database knows no other.
func ownerKeys(g *gen.Graph) (all []tableKeys, err error) {
	tables, err := g.Tables()
	if err != nil {
		return nil, err
	}
	k := keyed{map[string]*gen.Type{}, map[string]joinTable{}, map[string]bool{}}
	for _, n := range g.Nodes {
		k.nodes[n.Table()] = n
	}
	for _, j := range joinTables(g) {
		k.joins[j.Table] = j
	}
	for _, t := range tables {
		all = append(all, k.keys(t))
	}
	for i, t := range tables {
		if k.ledTo[t.Name] {
			all[i].LedTo = []int{slices.IndexFunc(t.Indexes, func(x *schema.Index) bool { return slices.Equal(names(x.Columns), []string{plan.ID}) })}
		}
	}
	return slices.DeleteFunc(all, func(k tableKeys) bool { return k.Primary == nil && k.Foreign == nil }), nil
}

// keyed are what tables are of, and those that foreign keys without an owner lead to.
type keyed struct {
	nodes map[string]*gen.Type
	joins map[string]joinTable
	ledTo map[string]bool
}

// keys are those of one table.
func (k keyed) keys(t *schema.Table) tableKeys {
	all, owner := tableKeys{Table: t.Name}, ""
	j, joins := k.joins[t.Name]
	switch n := k.nodes[t.Name]; {
	case n != nil && plan.OwnerOf(n) != nil:
		owner = plan.OwnerOf(n).StorageKey()
		if plan.CarriesOwner(n) {
			all.Primary = append(positions(t, owner), positions(t, names(t.PrimaryKey)...)...)
		}
	case joins && j.Owner() != "":
		owner = j.Owner()
		all.Added = &schema.Column{Name: owner}
		t.Columns = append(t.Columns, all.Added)
		all.Primary = positions(t, append(j.columns, owner)...) // it is searched by its columns
	}
	for at, key := range t.ForeignKeys {
		to, column := k.nodes[key.RefTable.Name], key.Columns[0]
		switch {
		case to == nil || !plan.CarriesOwner(to):
			continue
		case owner == "":
			k.ledTo[key.RefTable.Name] = true
			continue
		}
		f := foreignKey{
			At: at, Columns: positions(t, owner, column.Name),
			RefTable: key.RefTable.Name, RefColumns: positions(key.RefTable, plan.OwnerOf(to).StorageKey(), key.RefColumns[0].Name),
		}
		if key.OnDelete == schema.SetNull {
			f.SetNull = fmt.Sprintf("SET NULL (%s)", quote(column.Name))
		}
		all.Foreign = append(all.Foreign, f)
		if column.Unique {
			n := k.nodes[t.Name]
			all.Uniques = append(all.Uniques, uniqueKey{plan.UniqueKey(n, column.Name), f.Columns[0], f.Columns[1], living(n)})
		}
	}
	return all
}

// living is the condition of a row that is not in the trash; "" where there is none.
func living(n *gen.Type) string {
	if f := plan.TrashOf(n); f != nil {
		return identifier(f.StorageKey()) + " IS NULL"
	}
	return ""
}

// positions are the indexes of columns among those of a table.
func positions(t *schema.Table, columns ...string) (all []int) {
	for _, name := range columns {
		all = append(all, slices.IndexFunc(t.Columns, func(c *schema.Column) bool { return c.Name == name }))
	}
	return all
}

func names(columns []*schema.Column) (all []string) {
	for _, c := range columns {
		all = append(all, c.Name)
	}
	return all
}
