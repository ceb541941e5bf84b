// Package catalog reads the schema of a PostgreSQL database: its relations with their
// columns, constraints, policies and indexes, its enums and its functions. Start reading at
// Read. names.go writes names and texts as SQL.
//
// It must not import another package of ours: whoever compares schemas or makes rows
// stands on it.
package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Catalog is the schema at one moment, by the OIDs of its relations.
type Catalog struct {
	Relations map[uint32]*Relation
	Enums     map[string][]string // values by the type's name
	Routines  map[string]string   // signatures of functions and procedures, by their OID
}

// Relation is a table, a view, a sequence or an index of the user's.
type Relation struct {
	OID         uint32
	Schema      string
	Name        string
	Kind        string // as in pg_class: r, p, m, v, f, i, I, S
	File        uint32 // of its rows; another one when it was rewritten
	Table       uint32 // of an index
	Parent      uint32 // of a partition
	Bound       string // of a partition: what its rows satisfy
	Secured     bool   // row-level security is on
	Forced      bool   // and holds for the owner
	Columns     []Column
	Constraints []Constraint
	Policies    []string
	Owner       string
	Grantees    []string // roles with rights on it, but for its owner and PUBLIC
	Unique      bool     // of an index
	Valid       bool     // of an index
	Definition  string
}

// Column is a column of a relation.
type Column struct {
	Name      string
	Number    int
	Type      string // with its length, such as character varying(255)
	Base      string // without, and of a domain its base: character varying
	Kind      string // as in pg_type: b, e, d, r, ...
	Length    int    // of character types; 0 is any
	Element   string // of an array, its elements' type
	EnumOf    string // the enum's name
	NotNull   bool
	Default   string
	Generated bool
	Identity  string
}

// Constraint is a constraint of a relation.
type Constraint struct {
	Name       string
	Kind       string // as in pg_constraint: c, f, p, u, x
	Valid      bool
	Definition string
	Expression string // of a check
	Columns    []string
	Target     uint32 // of a foreign key
	TargetCols []string
}

func (r *Relation) String() string { return r.Schema + "." + r.Name }

// SQL is the name as statements have it.
func (r *Relation) SQL() string {
	if r.Schema == "public" {
		return Quote(r.Name)
	}
	return Quote(r.Schema, r.Name)
}

// Column returns the column of a name, or nil.
func (r *Relation) Column(name string) *Column {
	for i := range r.Columns {
		if r.Columns[i].Name == name {
			return &r.Columns[i]
		}
	}
	return nil
}

// Constraint returns the constraint of a name, or nil.
func (r *Relation) Constraint(name string) *Constraint {
	for i := range r.Constraints {
		if r.Constraints[i].Name == name {
			return &r.Constraints[i]
		}
	}
	return nil
}

// HoldsRows says whether rows are in it or below it.
func (r *Relation) HoldsRows() bool { return slices.Contains([]string{"r", "p", "m"}, r.Kind) }

const (
	readRelations = `
SELECT json_build_object('OID', c.oid::bigint, 'Schema', n.nspname, 'Name', c.relname, 'Kind', c.relkind,
	'File', coalesce(pg_relation_filenode(c.oid), 0)::bigint, 'Table', coalesce(i.indrelid, 0)::bigint,
	'Parent', coalesce((SELECT inhparent FROM pg_inherits WHERE inhrelid = c.oid AND c.relispartition), 0)::bigint,
	'Bound', CASE WHEN c.relispartition AND c.relkind IN ('r', 'p') THEN coalesce(pg_get_partition_constraintdef(c.oid), '') ELSE '' END,
	'Secured', c.relrowsecurity, 'Forced', c.relforcerowsecurity,
	'Unique', coalesce(i.indisunique, false), 'Valid', coalesce(i.indisvalid, true),
	'Definition', CASE WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid) ELSE '' END,
	'Policies', (SELECT coalesce(json_agg(polname ORDER BY polname), '[]') FROM pg_policy WHERE polrelid = c.oid),
	'Owner', pg_get_userbyid(c.relowner),
	'Grantees', (SELECT coalesce(json_agg(DISTINCT pg_get_userbyid(a.grantee)), '[]') FROM aclexplode(c.relacl) a WHERE a.grantee NOT IN (0, c.relowner)),
	'Columns', (SELECT coalesce(json_agg(json_build_object('Name', a.attname, 'Number', a.attnum,
			'Type', format_type(a.atttypid, a.atttypmod), 'Base', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL),
			'Kind', b.typtype, 'EnumOf', CASE WHEN b.typtype = 'e' THEN b.oid::regtype::text ELSE '' END,
			'Element', CASE WHEN b.typcategory = 'A' THEN format_type(b.typelem, NULL) ELSE '' END,
			'Length', CASE WHEN b.typname IN ('varchar', 'bpchar', 'bit', 'varbit') THEN greatest(coalesce(nullif(a.atttypmod, -1), nullif(t.typtypmod, -1), 4) - CASE WHEN b.typname IN ('varchar', 'bpchar') THEN 4 ELSE 0 END, 0) ELSE 0 END,
			'NotNull', a.attnotnull OR t.typnotnull, 'Default', coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
			'Generated', a.attgenerated <> '', 'Identity', a.attidentity) ORDER BY a.attnum), '[]')
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
			LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'v', 'f')),
	'Constraints', (SELECT coalesce(json_agg(json_build_object('Name', k.conname, 'Kind', k.contype, 'Valid', k.convalidated,
			'Definition', pg_get_constraintdef(k.oid), 'Expression', coalesce(pg_get_expr(k.conbin, k.conrelid), ''),
			'Columns', (SELECT json_agg(a.attname ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
			'Target', k.confrelid::bigint,
			'TargetCols', (SELECT json_agg(a.attname ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num)
			) ORDER BY k.conname), '[]') FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f', 'p', 'u', 'x')))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%' AND n.nspname NOT LIKE 'pg_toast%'
	AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')`

	readEnums = `SELECT json_build_object('Name', e.enumtypid::regtype::text, 'Values', json_agg(e.enumlabel ORDER BY e.enumsortorder))
FROM pg_enum e GROUP BY e.enumtypid`

	readRoutines = `SELECT json_build_object('OID', p.oid::text, 'Name', n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`
)

// Read reads what conn sees, including what its own transaction has not committed.
func Read(ctx context.Context, conn *pgx.Conn) (*Catalog, error) {
	relations, err := documents[Relation](ctx, conn, readRelations)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	enums, err := documents[struct {
		Name   string
		Values []string
	}](ctx, conn, readEnums)
	if err != nil {
		return nil, fmt.Errorf("read the enums: %w", err)
	}
	routines, err := documents[struct{ OID, Name string }](ctx, conn, readRoutines)
	if err != nil {
		return nil, fmt.Errorf("read the functions: %w", err)
	}
	c := &Catalog{Relations: map[uint32]*Relation{}, Enums: map[string][]string{}, Routines: map[string]string{}}
	for _, r := range relations {
		c.Relations[r.OID] = r
	}
	for _, e := range enums {
		c.Enums[e.Name] = e.Values
	}
	for _, r := range routines {
		c.Routines[r.OID] = r.Name
	}
	return c, nil
}

// documents reads one value from the JSON of each row.
func documents[T any](ctx context.Context, conn *pgx.Conn, query string) ([]*T, error) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*T, error) {
		var text string
		if err := row.Scan(&text); err != nil {
			return nil, err
		}
		v := new(T)
		return v, json.Unmarshal([]byte(text), v)
	})
}

// Sorted returns the relations for which keep is true, ordered by name.
func (c *Catalog) Sorted(keep func(*Relation) bool) []*Relation {
	var list []*Relation
	for _, r := range c.Relations {
		if keep(r) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *Relation) int {
		if a.String() < b.String() {
			return -1
		}
		return 1
	})
	return list
}

// Find returns the relation of a name. Without a schema it looks in public, and then
// anywhere.
func (c *Catalog) Find(schema, name string) *Relation {
	var elsewhere *Relation
	for _, r := range c.Relations {
		switch {
		case r.Name != name || schema != "" && r.Schema != schema:
		case schema != "" || r.Schema == "public":
			return r
		default:
			elsewhere = r
		}
	}
	return elsewhere
}
