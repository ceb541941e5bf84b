package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

func grants(_ *File, s *Subject, t syntax.Tree) []Finding {
	g := t.GrantStmt
	switch {
	case t.AlterDefaultPrivilegesStmt != nil:
		return []Finding{finding(s, "grant", Warning, "-- GRANT on each table, in the migration that makes it", "It changes who may use every object that is made later, and nobody sees it there.")}
	case g == nil:
		return nil
	}
	to := "a role"
	everybody := slices.ContainsFunc(g.Grantees, func(i syntax.Item) bool { return i.RoleSpec != nil && i.RoleSpec.Roletype == "ROLESPEC_PUBLIC" })
	if everybody {
		to = "everybody who can connect"
	}
	what, old := granted(s, g)
	switch {
	case !g.IsGrant && old:
		return []Finding{finding(s, "revoke", Error, "-- when no copy of the previous release runs; and say so:\n-- review:allow revoke: the previous release does not need it\n"+s.SQL,
			"%s loses rights on %s: statements of the previous release that need them fail from this moment.", strings.ToUpper(to[:1])+to[1:], what)}
	case g.IsGrant && everybody:
		return []Finding{finding(s, "grant", Error, "-- GRANT to the role of the service: "+strings.ReplaceAll(s.SQL, "PUBLIC", "…"), "Everybody who can connect gets rights on %s.", what)}
	case g.IsGrant && old:
		return []Finding{finding(s, "grant", Warning, "-- review:allow grant: who needs it, and for what", "%s gets rights on %s, which it had not.", strings.ToUpper(to[:1])+to[1:], what)}
	}
	return nil
}

// granted lists the objects, and says whether one existed before the file.
func granted(s *Subject, g *syntax.GrantStmt) (what string, old bool) {
	old = g.Targtype != "ACL_TARGET_OBJECT"
	var names []string
	for _, o := range g.Objects {
		n := strings.Join(syntax.Words([]syntax.Item{o}), ".")
		fresh := false
		switch {
		case o.RangeVar != nil:
			n = o.RangeVar.String()
			fresh = s.existing(*o.RangeVar) == nil
		case o.ObjectWithArgs != nil:
			fresh = !was(s, "OBJECT_FUNCTION", syntax.Words([]syntax.Item{o}))
		case g.Objtype == "OBJECT_SCHEMA":
			fresh = len(s.Original.Sorted(func(r *catalog.Relation) bool { return r.Schema == n })) == 0 && n != "public"
		}
		names = append(names, n)
		old = old || !fresh
	}
	return orElse(strings.Join(names, ", "), "every object of a schema"), old
}

func rowSecurity(j *File, s *Subject, t syntax.Tree) []Finding {
	switch p := t.CreatePolicyStmt; {
	case t.AlterPolicyStmt != nil && s.existing(t.AlterPolicyStmt.Table) != nil:
		return []Finding{finding(s, "alter-policy", Warning, "-- a test that signs in as two users and reads, writes and counts as each; then review:allow alter-policy: which test",
			"The policy %s of %s lets other rows through from now on, for the previous release too.", t.AlterPolicyStmt.PolicyName, t.AlterPolicyStmt.Table)}
	case p != nil && always(t.Whole):
		return []Finding{finding(s, "policy-allows-all", Error, "CREATE POLICY … USING (user_id = current_setting('app.user_id', true));",
			"The policy %s of %s is true for every row, and one permissive policy that holds is enough.", p.PolicyName, p.Table)}
	case p != nil:
		return newPolicy(j, s, p)
	}
	return nil
}

// dropsPolicy says whether the file drops a policy of a table.
func (j *File) dropsPolicy(r *catalog.Relation) bool {
	for _, s := range j.Subjects {
		for _, t := range s.Trees {
			if t.DropStmt == nil || t.DropStmt.RemoveType != "OBJECT_POLICY" {
				continue
			}
			for _, o := range t.DropStmt.Objects {
				parts := syntax.Words([]syntax.Item{o})
				if on := s.Find(asName(parts[:len(parts)-1])); on != nil && on.OID == r.OID {
					return true
				}
			}
		}
	}
	return false
}

// newPolicy judges a further policy of a table in use. One that takes an old one's place is
// judged where that is dropped.
func newPolicy(j *File, s *Subject, p *syntax.PolicyStmt) []Finding {
	r := s.existing(p.Table)
	if r == nil {
		return nil
	}
	original := s.Original.Relations[r.OID]
	if !original.Secured || slices.Contains(original.Policies, p.PolicyName) || j.dropsPolicy(r) {
		return nil
	}
	const safe = "-- a test that signs in as two users and reads, writes and counts as each; then review:allow create-policy: which test"
	if p.Permissive {
		return []Finding{finding(s, "create-policy", Warning, safe,
			"The policy %s lets further rows of %s through, for the previous release too: one permissive policy that holds is enough.", p.PolicyName, r)}
	}
	return []Finding{finding(s, "create-policy", j.proven(r, true), safe,
		"The policy %s keeps rows of %s from whoever does not satisfy it, in the previous release too.%s", p.PolicyName, r, j.proof(r, true))}
}

// proven is the severity of what may make statements of the previous release fail: they may
// have been run. As a role, where row-level security decides.
func (j *File) proven(r *catalog.Relation, asRole bool) Severity {
	if j.Passed[Passed{r.String(), asRole}] {
		return Info
	}
	return Warning
}

func (j *File) proof(r *catalog.Relation, asRole bool) string {
	if j.proven(r, asRole) == Info {
		return " Its statements were run, and reach their row."
	}
	return ""
}

// always says whether a permissive policy is a constant.
func always(whole map[string]any) bool {
	body, _ := whole["CreatePolicyStmt"].(map[string]any)
	if permissive, _ := body["permissive"].(bool); !permissive {
		return false
	}
	for _, part := range []string{"qual", "with_check"} {
		m, _ := body[part].(map[string]any)
		if k, isConst := m["A_Const"].(map[string]any); isConst {
			b, _ := k["boolval"].(map[string]any)
			if v, _ := b["boolval"].(bool); v {
				return true
			}
		}
	}
	return false
}

// securedWithoutPolicy reports tables that only their owner can read.
func securedWithoutPolicy(j *File) []Finding {
	if len(j.Subjects) == 0 {
		return nil
	}
	last := j.Subjects[len(j.Subjects)-1].After
	var all []Finding
	for _, s := range j.Subjects {
		for _, t := range s.Trees {
			if t.AlterTableStmt == nil {
				continue
			}
			on := slices.ContainsFunc(t.AlterTableStmt.Cmds, func(i syntax.Item) bool {
				return i.AlterTableCmd != nil && i.AlterTableCmd.Subtype == "AT_EnableRowSecurity"
			})
			r := found(last, t.AlterTableStmt.Relation)
			if on && r != nil && r.Secured && len(r.Policies) == 0 {
				all = append(all, finding(s, "row-security-without-policy", Error,
					dollars("CREATE POLICY owner ON $1 USING (user_id = current_setting('app.user_id', true)); -- in the same file", r.SQL()),
					"%s has row-level security and no policy: whoever does not own it reads no row from now on, and writes none.", r))
			}
		}
	}
	return all
}

func functions(_ *File, s *Subject, t syntax.Tree) []Finding {
	f := t.CreateFunctionStmt
	if f == nil || !syntax.Option(f.Options, "security") {
		return nil
	}
	for _, o := range f.Options {
		if o.DefElem == nil {
			continue
		}
		if set, ok := o.DefElem.Arg["VariableSetStmt"].(map[string]any); ok && set["name"] == "search_path" {
			return nil
		}
		if b, ok := o.DefElem.Arg["Boolean"].(map[string]any); ok && o.DefElem.Defname == "security" && b["boolval"] != true {
			return nil
		}
	}
	return []Finding{definer(s, catalog.Quote(syntax.Words(f.Funcname)...))}
}

func definer(s *Subject, function string) Finding {
	return finding(s, "security-definer", Error, dollars("ALTER FUNCTION $1 SET search_path = ''; -- in the statement itself, with schemas written out in the body", function),
		"The function runs with its owner's rights and the caller's search_path: whoever may create a function or a table chooses what it calls. Policies do not hold for it where they do not hold for the owner.")
}
