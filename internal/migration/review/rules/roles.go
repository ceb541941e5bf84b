package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// past are the attributes of a role that get it past row-level security.
var past = map[string]string{
	"superuser":     "it may do everything, and no policy holds for it",
	"bypassrls":     "no policy holds for it, of any table in any database",
	"isreplication": "it may copy the whole server, with everybody's rows",
	"createrole":    "before PostgreSQL 16 it makes itself a member of any role that is no superuser, such as the owner of the tables",
}

func roles(_ *File, s *Subject, t syntax.Tree) []Finding {
	var options []syntax.Item
	switch {
	case t.CreateRoleStmt != nil:
		options = t.CreateRoleStmt.Options
	case t.AlterRoleStmt != nil:
		options = t.AlterRoleStmt.Options
	case t.DropRoleStmt == nil:
		return nil
	}
	all := []Finding{finding(s, "role", Warning, "-- keep roles where the server is set up, and GRANT here",
		"Roles belong to the whole server, not to this database: the next database with these migrations finds it there already, and a dump does not have it.")}
	for _, o := range options {
		if o.DefElem == nil || past[o.DefElem.Defname] == "" {
			continue
		}
		if on, _ := o.DefElem.Arg["Boolean"].(map[string]any); on["boolval"] == true {
			all = append(all, finding(s, "bypass-row-security", Error, "-- take the attribute out, and GRANT what is needed",
				"The role gets past row-level security: %s.", past[o.DefElem.Defname]))
		}
	}
	return all
}

// memberships judges GRANT and REVOKE of roles. Who is a member of the owner of a table can
// take its row-level security off; which role that is in production, the migrations may not say.
func memberships(_ *File, s *Subject, t syntax.Tree) []Finding {
	g := t.GrantRoleStmt
	switch {
	case g == nil:
		return nil
	case !g.IsGrant:
		return []Finding{finding(s, "revoke", Warning, "-- when no copy of the previous release runs",
			"A role loses all that another one may do: statements of the previous release that need it fail from this moment.")}
	}
	secured := s.Before.Sorted(func(r *catalog.Relation) bool { return r.Secured })
	var all []Finding
	for _, i := range g.Granted {
		if i.AccessPriv == nil {
			continue
		}
		role := i.AccessPriv.Name
		owned := s.Before.Sorted(func(r *catalog.Relation) bool { return r.Owner == role })
		group := strings.HasPrefix(role, "pg_") || len(s.Before.Sorted(func(r *catalog.Relation) bool { return slices.Contains(r.Grantees, role) })) > 0
		if len(secured) == 0 || len(owned) == 0 && group {
			all = append(all, finding(s, "grant", Warning, "-- GRANT the tables that are needed, and not a role", "A role gets all that %s may do.", role))
			continue
		}
		owns := fmt.Sprintf("If %s owns the tables or the database", role)
		if len(owned) > 0 {
			owns = fmt.Sprintf("%s owns %s", role, owned[0])
		}
		all = append(all, finding(s, "grant", Error, "-- GRANT the tables that are needed, and not a role; for people who migrate:\n-- review:allow grant: who, and that no service signs in so",
			"%s: a member of the owner takes row-level security off, FORCEd or not, and policies for pg_database_owner hold for members of the database's. To the service, everybody's rows are then within reach.", owns))
	}
	return all
}

// changeOwner judges another owner of a relation.
func changeOwner(s *Subject, r *catalog.Relation) []Finding {
	what := "may drop and alter it"
	switch r.Kind {
	case "r", "p":
		what = "may drop and alter it, and take off its row-level security, FORCEd or not"
	case "v":
		what = "may drop and replace it, and its rights and policies decide what everybody reads by it, unless it is a security_invoker"
	case "m":
		what = "may drop and refresh it, and its rights and policies decide which rows are in it"
	}
	return []Finding{finding(s, "change-owner", Warning, "-- let the role that migrates own it, and GRANT the service what it needs",
		"%s gets another owner, who %s; the old one loses that.", r, what)}
}

// owners judges other owners of what is no relation, and of all that a role owns.
func owners(_ *File, s *Subject, t syntax.Tree) []Finding {
	switch x := t.AlterOwnerStmt; {
	case t.ReassignOwnedStmt != nil:
		return []Finding{finding(s, "change-owner", Error, "-- one after the other, with a lock_timeout: ALTER TABLE … OWNER TO …",
			"All that a role owns in this database gets another owner, also what nobody thinks of, and databases that it owns. Nobody can read or write any table or view of it until the transaction ends (ACCESS EXCLUSIVE). The new owner may drop and alter it all, and take off row-level security. Which objects they are is known in production alone.")}
	case t.DropOwnedStmt != nil:
		return []Finding{finding(s, "drop-owned", Error, "-- name what is to go, and REVOKE what is to be taken",
			"All that a role owns in this database goes away, tables with their rows; it loses what it was granted; policies for it alone are dropped, and others no longer name it. Nobody can read or write a table that goes away, or whose policy changes, until the transaction ends (ACCESS EXCLUSIVE). Which objects they are is known in production alone.")}
	case x != nil:
		what, unrun := "may drop and alter it", ""
		switch x.ObjectType {
		case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE":
			what = "may replace it; with SECURITY DEFINER, it runs with that owner's rights"
		case "OBJECT_SCHEMA":
			what = "may drop everything in it"
		case "OBJECT_DATABASE":
			what, unrun = "may drop it, and for whom policies for pg_database_owner hold", " "+notRun
		}
		return []Finding{finding(s, "change-owner", Warning, "-- let the role that migrates own it, and GRANT the service what it needs",
			"It gets another owner, who %s; the old one loses that.%s", what, unrun)}
	}
	return nil
}
