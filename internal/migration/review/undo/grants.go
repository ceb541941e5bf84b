package undo

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Grant is a privilege that a role other than the owner has.
type Grant struct {
	Object string // as in Objects, or the relation
	Give   string
	Take   string
}

// readGrants lists the privileges of relations, columns and functions. What has none has a row
// of its own, without a privilege.
const readGrants = `
WITH held (object, name, "column", owner, acl) AS (
	SELECT CASE relkind WHEN 'v' THEN 'view ' ELSE 'relation ' END || c.oid::regclass, CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || c.oid::regclass, '', relowner,
		coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
	FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)
	UNION ALL
	SELECT CASE relkind WHEN 'v' THEN 'view ' ELSE 'relation ' END || c.oid::regclass, c.oid::regclass::text, ' (' || quote_ident(attname) || ')', relowner, attacl
	FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attacl IS NOT NULL AND NOT attisdropped WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
	UNION ALL
	SELECT 'function ' || p.oid::regprocedure, CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure, '', proowner, coalesce(proacl, acldefault('f', proowner))
	FROM pg_proc p WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND prokind IN ('f', 'p')
)
SELECT object, coalesce(privilege_type || "column" || ' ON ' || name, ''), CASE grantee WHEN 0 THEN 'PUBLIC' ELSE coalesce(quote_ident(rolname), '') END, coalesce(is_grantable, false)
FROM held LEFT JOIN LATERAL aclexplode(acl) ON grantee <> owner LEFT JOIN pg_roles r ON r.oid = grantee`

// readGrants adds the privileges.
func (s *State) readGrants(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, readGrants)
	if err != nil {
		return err
	}
	s.Grants, s.holds = map[string]Grant{}, map[string]bool{}
	var object, what, role string
	var grantable bool
	_, err = pgx.ForEachRow(rows, []any{&object, &what, &role, &grantable}, func() error {
		s.holds[object] = true
		if what == "" {
			return nil
		}
		give := "GRANT " + what + " TO " + role
		s.Grants[give] = Grant{object, give, "REVOKE " + what + " FROM " + role}
		if grantable {
			give += " WITH GRANT OPTION"
			s.Grants[give] = Grant{object, give, "REVOKE GRANT OPTION FOR " + what + " FROM " + role}
		}
		return nil
	})
	return err
}

// grants takes what was granted, and gives what was revoked or went with its object.
func (p *plan) grants() {
	left := p.left()
	for _, key := range slices.Sorted(keys(p.before.Grants, left)) {
		was, had := p.before.Grants[key]
		is, has := left[key]
		switch {
		case had && !has:
			p.do(together, "", "%s", was.Give)
		case has && !had && p.before.holds[is.Object]: // otherwise it is dropped
			p.do(together, "", "%s", is.Take)
		}
	}
}

// left are the privileges once everything is there again. What was made anew has none, but for
// functions, which are for everybody.
func (p *plan) left() map[string]Grant {
	left := maps.Clone(p.after.Grants)
	maps.DeleteFunc(left, func(_ string, g Grant) bool { return p.remade[g.Object] })
	for key, o := range p.before.Objects {
		if o.Kind == "function" && (p.remade[key] || !p.after.holds[key]) {
			what := "EXECUTE ON " + strings.TrimPrefix(o.Drop, "DROP ")
			give := "GRANT " + what + " TO PUBLIC"
			left[give] = Grant{key, give, "REVOKE " + what + " FROM PUBLIC"}
		}
	}
	return left
}
