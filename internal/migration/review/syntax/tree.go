// Package syntax reads SQL with PostgreSQL's own parser. Start reading at Parse and Tree,
// which has a field for each kind of statement that a rule looks at. It reaches no server
// and must import no other package of the review.
package syntax

import (
	"github.com/entask/entask/internal/migration/catalog"
)

import "strings"

// Tree is one statement: the field of its kind is set, by the name that
// PostgreSQL's source has for it. What no rule looks at is in Whole alone.
type Tree struct {
	AlterDefaultPrivilegesStmt *struct{ Action GrantStmt }
	AlterDomainStmt            *alterDomain
	AlterEnumStmt              *alterEnum
	AlterObjectSchemaStmt      *objectStmt
	AlterOwnerStmt             *objectStmt
	AlterPolicyStmt            *policyStmt
	AlterRoleStmt              *struct{}
	AlterTableStmt             *alterTable
	CallStmt                   *struct{}
	ClusterStmt                *tableStmt
	CreateFunctionStmt         *createFunction
	CreatePolicyStmt           *policyStmt
	CreateStmt                 *createTable
	CreateTableAsStmt          *createTableAs
	CreateTrigStmt             *tableStmt
	CreateRoleStmt             *struct{}
	DeleteStmt                 *ChangeRows
	DoStmt                     *struct{}
	DropOwnedStmt              *struct{}
	DropRoleStmt               *struct{}
	DropStmt                   *DropStmt
	DropdbStmt                 *struct{ Dbname string }
	GrantRoleStmt              *struct {
		IsGrant bool `json:"is_grant"`
	}
	GrantStmt          *GrantStmt
	IndexStmt          *createIndex
	InsertStmt         *ChangeRows
	LockStmt           *lockStmt
	MergeStmt          *ChangeRows
	RefreshMatViewStmt *tableStmt
	ReindexStmt        *reindex
	RenameStmt         *objectStmt
	RuleStmt           *tableStmt
	SelectStmt         *selectStmt
	TransactionStmt    *struct{ Kind string }
	TruncateStmt       *truncate
	UpdateStmt         *ChangeRows
	VacuumStmt         *vacuum
	VariableSetStmt    *setStmt

	Whole map[string]any `json:"-"` // as it was read
}

type Name struct {
	Schemaname, Relname string
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
	Names   []Item
	Typmods []any
}

// String is the last part of the name: int4 for pg_catalog.int4.
func (t typeName) String() string {
	parts := Words(t.Names)
	if len(parts) == 0 {
		return ""
	}
	return parts[len(parts)-1]
}

type defElem struct {
	Defname string
	Arg     map[string]any
}

type roleSpec struct{ Roletype, Rolename string }

type ColumnDef struct {
	Colname     string
	TypeName    typeName
	Constraints []Item
}

func (c ColumnDef) Has(contype string) bool {
	for _, i := range c.Constraints {
		if i.Constraint != nil && i.Constraint.Contype == contype {
			return true
		}
	}
	return false
}

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

type alterTable struct {
	Relation Name
	Cmds     []Item
	Objtype  string
}

type AlterTableCmd struct {
	Subtype, Name, Behavior string
	Def                     Item
	Newowner                roleSpec
}

type createTable struct {
	Relation  Name
	TableElts []Item `json:"tableElts"`
}

type createTableAs struct {
	Into    struct{ Rel Name }
	Objtype string
	Query   any
	// SkipData is of WITH NO DATA.
}

type createIndex struct {
	Idxname     string
	Relation    Name
	IndexParams []Item `json:"indexParams"`
	Concurrent  bool
	Unique      bool
	IfNotExists bool `json:"if_not_exists"`
}

type DropStmt struct {
	Objects              []Item
	RemoveType, Behavior string
	Concurrent           bool
	MissingOK            bool `json:"missing_ok"`
}

// objectStmt renames an object or moves it to another schema or owner.
type objectStmt struct {
	RenameType, ObjectType, Subname, Newname, Newschema string
	Relation                                            Name
}

type alterEnum struct {
	TypeName           []Item
	OldVal, NewVal     string
	NewValNeighbor     string
	SkipIfNewValExists bool `json:"skipIfNewValExists"`
}

type alterDomain struct {
	Subtype  string
	TypeName []Item
	Def      Item
}

type createFunction struct {
	Funcname []Item
	Options  []Item
}

type policyStmt struct {
	PolicyName string `json:"policy_name"`
	Table      Name
}

type GrantStmt struct {
	IsGrant    bool `json:"is_grant"`
	Objtype    string
	Targtype   string
	Objects    []Item
	Privileges []Item
	Grantees   []Item
}

type tableStmt struct {
	Relation   Name
	Concurrent bool
}

type ChangeRows struct {
	Relation    Name
	WhereClause any
	SelectStmt  any
}

type lockStmt struct {
	Relations []Item
	Mode      int
}

type reindex struct {
	Kind     string
	Name     string
	Relation Name
	Params   []Item
}

type selectStmt struct {
	IntoClause *struct{ Rel Name }
}

type truncate struct {
	Relations []Item
	Behavior  string
}

type vacuum struct {
	Options     []Item
	Rels        []Item
	IsVacuumcmd bool `json:"is_vacuumcmd"`
}

type setStmt struct {
	Name    string
	IsLocal bool `json:"is_local"`
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
