-- The privileges that a role which serves lacks, or has and must not have, with the
-- statement that mends it. $1 has the names of tables, views and functions. $2 says that
-- only the role that asks is meant; otherwise it is whoever writes to all tables, and $3.
WITH relations AS MATERIALIZED (
	SELECT oid, relname, relowner, relkind = 'v' AS viewed, relacl FROM pg_class
	WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND relname = ANY ($1::text[])
), functions AS MATERIALIZED (
	SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY ($1::text[])
		AND prorettype <> 'trigger'::regtype -- who writes to the table needs no privilege for them
), roles AS MATERIALIZED (
	SELECT r.oid, r.rolname FROM pg_roles AS r
	WHERE r.rolname = current_user AND $2::boolean
		OR r.rolname = $3
		OR NOT $2::boolean AND NOT EXISTS (SELECT FROM relations AS t WHERE NOT t.viewed AND (pg_has_role(r.oid, t.relowner, 'USAGE') OR NOT EXISTS (
			SELECT FROM aclexplode(t.relacl) AS a WHERE a.grantee = r.oid AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE'))))
), found (place, relation, role, privilege, lacks, statement) AS (
	SELECT 1, '', r.rolname, 'USAGE ON SCHEMA public', true, format('GRANT USAGE ON SCHEMA public TO %I;', r.rolname)
	FROM roles AS r WHERE NOT has_schema_privilege(r.oid, 'public', 'USAGE')
	UNION ALL
	SELECT 2, t.relname, r.rolname, p.privilege, true, format('GRANT %s ON %I TO %I;', p.privilege, t.relname, r.rolname)
	FROM roles AS r CROSS JOIN relations AS t CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
	WHERE (NOT t.viewed OR p.privilege IN ('SELECT', 'DELETE')) AND NOT has_table_privilege(r.oid, t.oid, p.privilege)
	UNION ALL -- row-level security does not hold for it
	SELECT 3, t.relname, r.rolname, 'TRUNCATE', false, format('REVOKE TRUNCATE ON %I FROM %I;', t.relname, r.rolname)
	FROM roles AS r CROSS JOIN relations AS t
	WHERE NOT t.viewed AND has_table_privilege(r.oid, t.oid, 'TRUNCATE') AND NOT pg_has_role(r.oid, t.relowner, 'USAGE')
	UNION ALL
	SELECT 4, f.oid::regprocedure::text, r.rolname, 'EXECUTE', true, format('GRANT EXECUTE ON FUNCTION %s TO %I;', f.oid::regprocedure, r.rolname)
	FROM roles AS r CROSS JOIN functions AS f WHERE NOT has_function_privilege(r.oid, f.oid, 'EXECUTE')
)
SELECT relation, role, privilege, lacks, statement FROM found ORDER BY role COLLATE "C", place, relation COLLATE "C", privilege
