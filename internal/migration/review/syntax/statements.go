package syntax

import "slices"

type alterTable struct {
	Relation Name
	Cmds     []Item
	Objtype  string
}

// AlterTableCmd is one command of an ALTER TABLE.
type AlterTableCmd struct {
	Subtype, Name, Behavior string
	MissingOK               bool `json:"missing_ok"` // IF EXISTS or IF NOT EXISTS
	Def                     Item
	Newowner                roleSpec
}

type alterSequence struct {
	Sequence Name
	Options  []Item
}

type alterFunction struct{ Actions []Item }

// Behaves says whether the statement changes more than what the planner expects.
func (f alterFunction) Behaves() bool {
	return slices.ContainsFunc(f.Actions, func(i Item) bool {
		return i.DefElem != nil && !slices.Contains([]string{"cost", "rows", "support", "parallel"}, i.DefElem.Defname)
	})
}

type createTable struct {
	Relation    Name
	TableElts   []Item `json:"tableElts"`
	IfNotExists bool   `json:"if_not_exists"`
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

// DropStmt drops objects of one kind.
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
	Replace  bool
}

// PolicyStmt creates or alters a policy.
type PolicyStmt struct {
	PolicyName string `json:"policy_name"`
	Table      Name
	Permissive bool
}

// GrantStmt grants or revokes rights.
type GrantStmt struct {
	IsGrant    bool `json:"is_grant"`
	Objtype    string
	Targtype   string
	Objects    []Item
	Privileges []Item
	Grantees   []Item
}

// GrantRole makes roles members of others, or ends that.
type GrantRole struct {
	IsGrant bool   `json:"is_grant"`
	Granted []Item `json:"granted_roles"`
	To      []Item `json:"grantee_roles"`
}

// roleStmt creates or alters a role.
type roleStmt struct{ Options []Item }

type tableStmt struct {
	Relation   Name
	Concurrent bool
}

// ChangeRows is an INSERT, UPDATE, DELETE or MERGE.
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
	Kind, Name string
	IsLocal    bool `json:"is_local"`
	Args       []any
}
