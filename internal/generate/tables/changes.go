package tables

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

// followed is a table with a change feed.
type followed struct {
	Table, Index       string
	Owner, ID, Version string // columns; Version is "" where there is none
	Keep               int64  // seconds for which a deletion is kept
	Others             []string
	OwnerAt, IDAt      int // of its columns
}

// followedTables are the tables with a change feed.
func followedTables(g *gen.Graph) (all []followed, err error) {
	tables, err := g.Tables()
	if err != nil {
		return nil, err
	}
	for _, n := range g.Nodes {
		keep, ok := plan.SyncableOf(n)
		if !ok {
			continue
		}
		f := followed{
			Table: n.Table(), Index: plan.CutName(n.Table() + "_changes"), Keep: int64(keep.Seconds()),
			Owner: plan.OwnerOf(n).StorageKey(), ID: n.ID.StorageKey(), Version: plan.VersionOf(n),
		}
		t := tables[slices.IndexFunc(tables, func(t *schema.Table) bool { return t.Name == f.Table })]
		f.Others = names(t.Columns)
		f.OwnerAt, f.IDAt = slices.Index(f.Others, f.Owner), slices.Index(f.Others, f.ID)
		all = append(all, f)
	}
	return all, nil
}

// heldTables are the tables of which a deletion changes rows of tables with a change feed.
func heldTables(g *gen.Graph) (held []string, err error) {
	tables, err := g.Tables()
	if err != nil {
		return nil, err
	}
	var follow []string
	for _, n := range g.Nodes {
		if _, ok := plan.SyncableOf(n); ok {
			follow = append(follow, n.Table())
		}
	}
	for found := true; found; {
		found = false
		for _, t := range tables {
			if !slices.Contains(follow, t.Name) && !slices.Contains(held, t.Name) {
				continue
			}
			for _, key := range t.ForeignKeys {
				to := key.RefTable.Name
				changes := key.OnDelete == schema.Cascade || key.OnDelete == schema.SetNull
				if changes && !slices.Contains(follow, to) && !slices.Contains(held, to) {
					held, found = append(held, to), true
				}
			}
		}
	}
	return held, nil
}

// counting returns the statements, by table, by which PostgreSQL numbers the changes of each
// owner, whoever makes them.
func counting(g *gen.Graph) (all []tableSecurity, err error) {
	follow, err := followedTables(g)
	if err != nil || len(follow) == 0 {
		return nil, err
	}
	held, err := heldTables(g)
	if err != nil {
		return nil, err
	}
	p := &printer{}
	for _, table := range []string{plan.ChangeCounters, plan.ChangeTombstones} {
		p.add(table, table, nil,
			fmt.Sprintf(enable, table, quote(table)),
			fmt.Sprintf(ownerPolicy, quote(OwnerName(table)), quote(table), isViewer(quote("user_id"))),
			fmt.Sprintf(migrationsPolicy, quote(plan.CutName(table+"_migrations")), quote(table)))
	}
	for _, f := range follow {
		p.add(f.Table, "followed", f)
	}
	for _, table := range held {
		p.add(table, "held", followed{Table: table})
	}
	return p.all, p.err
}

// countingSQLite returns the same for SQLite, where one writes at a time.
func countingSQLite(g *gen.Graph) (all []tableSecurity, err error) {
	follow, err := followedTables(g)
	if err != nil || len(follow) == 0 {
		return nil, err
	}
	p := &printer{}
	p.add(plan.ChangeCounters, "epoch", nil)
	for _, f := range follow {
		p.add(f.Table, "sqlite", f)
	}
	return p.all, p.err
}

// printer prints statements by templates.
type printer struct {
	all []tableSecurity
	err error
}

// add adds to the statements of a table those of a template, which are separated by empty
// lines, behind others.
func (p *printer) add(table, name string, data any, before ...string) {
	var b bytes.Buffer
	p.err = errors.Join(p.err, triggers.ExecuteTemplate(&b, name, data))
	p.all = append(p.all, tableSecurity{table, append(before, strings.Split(strings.TrimSpace(b.String()), "\n\n")...)})
}

var triggers = template.Must(template.New("triggers").Funcs(template.FuncMap{
	"name": func(parts ...string) string { return quote(plan.CutName(strings.Join(parts, "_"))) },
	"q":    quote,
	"list": func(columns []string) string {
		quoted := make([]string, len(columns))
		for i, c := range columns {
			quoted[i] = quote(c)
		}
		return strings.Join(quoted, ", ")
	},
}).ParseFS(files, "templates/*.sql"))
