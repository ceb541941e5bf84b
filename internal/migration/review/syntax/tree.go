// Package syntax reads SQL with PostgreSQL's own parser. Start reading at Parse and Tree,
// which has a field for each kind of statement that a rule looks at. It reaches no server
// and must import no other package of the review.
package syntax

import (
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// Tree is one statement: the field of its kind is set, by the name that
// PostgreSQL's source has for it. What no rule looks at is in Whole alone.
type Tree struct {
	AlterDatabaseSetStmt       *struct{}
	AlterDatabaseStmt          *struct{}
	AlterDefaultPrivilegesStmt *struct{ Action GrantStmt }
	AlterDomainStmt            *alterDomain
	AlterEnumStmt              *alterEnum
	AlterFunctionStmt          *alterFunction
	AlterObjectSchemaStmt      *objectStmt
	AlterOwnerStmt             *objectStmt
	AlterPolicyStmt            *PolicyStmt
	AlterRoleSetStmt           *struct{}
	AlterRoleStmt              *roleStmt
	AlterSeqStmt               *alterSequence
	AlterSystemStmt            *struct{}
	AlterTableStmt             *alterTable
	CallStmt                   *struct{}
	ClusterStmt                *tableStmt
	CreateFunctionStmt         *createFunction
	CreatePolicyStmt           *PolicyStmt
	CreateStmt                 *createTable
	CreateTableAsStmt          *createTableAs
	CreateTrigStmt             *tableStmt
	CreateRoleStmt             *roleStmt
	DeleteStmt                 *ChangeRows
	DoStmt                     *struct{}
	DropOwnedStmt              *struct{}
	DropRoleStmt               *struct{}
	DropStmt                   *DropStmt
	DropdbStmt                 *struct{ Dbname string }
	GrantRoleStmt              *GrantRole
	GrantStmt                  *GrantStmt
	IndexStmt                  *createIndex
	InsertStmt                 *ChangeRows
	LockStmt                   *lockStmt
	MergeStmt                  *ChangeRows
	ReassignOwnedStmt          *struct{ Newrole roleSpec }
	RefreshMatViewStmt         *tableStmt
	ReindexStmt                *reindex
	RenameStmt                 *objectStmt
	RuleStmt                   *tableStmt
	SelectStmt                 *selectStmt
	TransactionStmt            *struct{ Kind string }
	TruncateStmt               *truncate
	UpdateStmt                 *ChangeRows
	VacuumStmt                 *vacuum
	VariableSetStmt            *setStmt

	Whole map[string]any `json:"-"` // as it was read
}

// Name is the name of a relation; without a schema where the statement has none.
type Name struct {
	Schemaname, Relname string
	Inh                 bool // false after ONLY
}

func (n Name) String() string {
	if n.Schemaname == "" {
		return catalog.Quote(n.Relname)
	}
	return catalog.Quote(n.Schemaname, n.Relname)
}

// Item is an element of a list; the field of its kind is set.
type Item struct {
	String         *struct{ Sval string }
	List           *struct{ Items []Item }
	TypeName       *typeName
	ObjectWithArgs *struct{ Objname []Item }
	RangeVar       *Name
	AccessPriv     *struct {
		Name string `json:"priv_name"`
	}
	RoleSpec      *roleSpec
	IndexElem     *struct{ Name string }
	DefElem       *defElem
	ColumnDef     *ColumnDef
	Constraint    *ConstraintDef
	AlterTableCmd *AlterTableCmd
	PartitionCmd  *struct {
		Name       Name
		Concurrent bool
	}
	VacuumRelation *struct{ Relation Name }
}

// Words returns the strings of a list, such as the parts of a name.
func Words(items []Item) []string {
	var parts []string
	for _, i := range items {
		switch {
		case i.String != nil:
			parts = append(parts, i.String.Sval)
		case i.List != nil:
			parts = append(parts, Words(i.List.Items)...)
		case i.TypeName != nil:
			parts = append(parts, Words(i.TypeName.Names)...)
		case i.ObjectWithArgs != nil:
			parts = append(parts, Words(i.ObjectWithArgs.Objname)...)
		case i.IndexElem != nil:
			parts = append(parts, i.IndexElem.Name)
		}
	}
	return parts
}

type typeName struct {
	Names       []Item
	Typmods     []any
	ArrayBounds []any `json:"arrayBounds"`
}

// String is the last part of the name: int4 for pg_catalog.int4.
func (t typeName) String() string {
	parts := Words(t.Names)
	if len(parts) == 0 {
		return ""
	}
	return parts[len(parts)-1]
}

// SQL is the last part as statements have it.
func (t typeName) SQL() string {
	if parts := Words(t.Names); len(parts) > 1 && parts[0] == "pg_catalog" {
		return t.String()
	}
	return catalog.Quote(t.String())
}

type defElem struct {
	Defname string
	Arg     map[string]any
}

type roleSpec struct{ Roletype, Rolename string }

// ColumnDef defines a column.
type ColumnDef struct {
	Colname     string
	TypeName    typeName
	Constraints []Item
}

// Has says whether the column has a constraint of the kind.
func (c ColumnDef) Has(contype string) bool {
	for _, i := range c.Constraints {
		if i.Constraint != nil && i.Constraint.Contype == contype {
			return true
		}
	}
	return false
}

// ConstraintDef defines a constraint.
type ConstraintDef struct {
	Contype        string
	Conname        string
	Indexname      string
	SkipValidation bool `json:"skip_validation"`
	RawExpr        any  `json:"raw_expr"`
	Keys           []Item
	FkAttrs        []Item `json:"fk_attrs"`
	PkTable        Name   `json:"pktable"`
	PkAttrs        []Item `json:"pk_attrs"`
}

// Option says whether a list of options has the option and it is not off.
func Option(items []Item, name string) bool {
	for _, i := range items {
		if i.DefElem != nil && strings.EqualFold(i.DefElem.Defname, name) {
			return !Contains(map[string]any{"arg": i.DefElem.Arg}, "false")
		}
	}
	return false
}
