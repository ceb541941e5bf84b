package review

import "strings"

// tree is one statement: the field of its kind is set, by the name that
// PostgreSQL's source has for it. What no rule looks at is in whole alone.
type tree struct {
	AlterDefaultPrivilegesStmt *struct{ Action grantStmt }
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
	DeleteStmt                 *changeRows
	DoStmt                     *struct{}
	DropOwnedStmt              *struct{}
	DropRoleStmt               *struct{}
	DropStmt                   *dropStmt
	DropdbStmt                 *struct{ Dbname string }
	GrantRoleStmt              *struct {
		IsGrant bool `json:"is_grant"`
	}
	GrantStmt          *grantStmt
	IndexStmt          *createIndex
	InsertStmt         *changeRows
	LockStmt           *lockStmt
	MergeStmt          *changeRows
	RefreshMatViewStmt *tableStmt
	ReindexStmt        *reindex
	RenameStmt         *objectStmt
	RuleStmt           *tableStmt
	SelectStmt         *selectStmt
	TransactionStmt    *struct{ Kind string }
	TruncateStmt       *truncate
	UpdateStmt         *changeRows
	VacuumStmt         *vacuum
	VariableSetStmt    *setStmt

	whole map[string]any `json:"-"` // as it was read
}

type name struct {
	Schemaname, Relname string
}

func (n name) String() string {
	if n.Schemaname == "" {
		return quoteName(n.Relname)
	}
	return quoteName(n.Schemaname, n.Relname)
}

// item is an element of a list, of a kind that the list's owner knows.
type item struct {
	String         *struct{ Sval string }
	List           *struct{ Items []item }
	TypeName       *typeName
	ObjectWithArgs *struct{ Objname []item }
	RangeVar       *name
	AccessPriv     *struct {
		Name string `json:"priv_name"`
	}
	RoleSpec      *roleSpec
	IndexElem     *struct{ Name string }
	DefElem       *defElem
	ColumnDef     *columnDef
	Constraint    *constraintDef
	AlterTableCmd *alterTableCmd
	PartitionCmd  *struct {
		Name       name
		Concurrent bool
	}
	VacuumRelation *struct{ Relation name }
}

// words returns the strings of a list, such as the parts of a name.
func words(items []item) []string {
	var parts []string
	for _, i := range items {
		switch {
		case i.String != nil:
			parts = append(parts, i.String.Sval)
		case i.List != nil:
			parts = append(parts, words(i.List.Items)...)
		case i.TypeName != nil:
			parts = append(parts, words(i.TypeName.Names)...)
		case i.ObjectWithArgs != nil:
			parts = append(parts, words(i.ObjectWithArgs.Objname)...)
		case i.IndexElem != nil:
			parts = append(parts, i.IndexElem.Name)
		}
	}
	return parts
}

type typeName struct {
	Names   []item
	Typmods []any
}

// String is the last part of the name: int4 for pg_catalog.int4.
func (t typeName) String() string {
	parts := words(t.Names)
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

type columnDef struct {
	Colname     string
	TypeName    typeName
	Constraints []item
}

func (c columnDef) has(contype string) bool {
	for _, i := range c.Constraints {
		if i.Constraint != nil && i.Constraint.Contype == contype {
			return true
		}
	}
	return false
}

type constraintDef struct {
	Contype        string
	Conname        string
	Indexname      string
	SkipValidation bool `json:"skip_validation"`
	RawExpr        any  `json:"raw_expr"`
	Keys           []item
	FkAttrs        []item `json:"fk_attrs"`
	PkTable        name   `json:"pktable"`
	PkAttrs        []item `json:"pk_attrs"`
}

type alterTable struct {
	Relation name
	Cmds     []item
	Objtype  string
}

type alterTableCmd struct {
	Subtype, Name, Behavior string
	Def                     item
	Newowner                roleSpec
}

type createTable struct {
	Relation  name
	TableElts []item `json:"tableElts"`
}

type createTableAs struct {
	Into    struct{ Rel name }
	Objtype string
	Query   any
	// SkipData is of WITH NO DATA.
}

type createIndex struct {
	Idxname     string
	Relation    name
	IndexParams []item `json:"indexParams"`
	Concurrent  bool
	Unique      bool
	IfNotExists bool `json:"if_not_exists"`
}

type dropStmt struct {
	Objects              []item
	RemoveType, Behavior string
	Concurrent           bool
	MissingOK            bool `json:"missing_ok"`
}

// objectStmt renames an object or moves it to another schema or owner.
type objectStmt struct {
	RenameType, ObjectType, Subname, Newname, Newschema string
	Relation                                            name
}

type alterEnum struct {
	TypeName           []item
	OldVal, NewVal     string
	NewValNeighbor     string
	SkipIfNewValExists bool `json:"skipIfNewValExists"`
}

type alterDomain struct {
	Subtype  string
	TypeName []item
	Def      item
}

type createFunction struct {
	Funcname []item
	Options  []item
}

type policyStmt struct {
	PolicyName string `json:"policy_name"`
	Table      name
}

type grantStmt struct {
	IsGrant    bool `json:"is_grant"`
	Objtype    string
	Targtype   string
	Objects    []item
	Privileges []item
	Grantees   []item
}

type tableStmt struct {
	Relation   name
	Concurrent bool
}

type changeRows struct {
	Relation    name
	WhereClause any
	SelectStmt  any
}

type lockStmt struct {
	Relations []item
	Mode      int
}

type reindex struct {
	Kind     string
	Name     string
	Relation name
	Params   []item
}

type selectStmt struct {
	IntoClause *struct{ Rel name }
}

type truncate struct {
	Relations []item
	Behavior  string
}

type vacuum struct {
	Options     []item
	Rels        []item
	IsVacuumcmd bool `json:"is_vacuumcmd"`
}

type setStmt struct {
	Name    string
	IsLocal bool `json:"is_local"`
}

// option says whether a list of options has one that is not switched off.
func option(items []item, name string) bool {
	for _, i := range items {
		if i.DefElem != nil && strings.EqualFold(i.DefElem.Defname, name) {
			return !contains(map[string]any{"arg": i.DefElem.Arg}, "false")
		}
	}
	return false
}
