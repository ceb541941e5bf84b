-- The privileges that a role which serves lacks, or that it or PUBLIC has and must not have,
-- with the statement that mends it. $1 has the names of tables, views, functions and sequences. $2 says
-- that only the role that asks is meant; otherwise it is whoever writes to all tables, and
-- $3. $4 says that row-level security need not hold for the role.
WITH relations AS MATERIALIZED (
	SELECT oid, relname, relowner, relkind IN ('v', 'm') AS viewed, relkind = 'm' AS stored, relacl FROM pg_class
	WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname = ANY ($1::text[])
), sequences AS MATERIALIZED (
	SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND relname = ANY ($1::text[])
), functions AS MATERIALIZED (
	SELECT oid, proowner, prosecdef, proacl, regexp_replace(oid::regprocedure::text, '^public\.', '') AS signature FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY ($1::text[])
		AND prorettype <> 'trigger'::regtype -- who writes to the table needs no privilege for them
), owners AS MATERIALIZED (
	SELECT relowner AS oid FROM relations UNION SELECT datdba FROM pg_database WHERE datname = current_database() AND EXISTS (SELECT FROM relations)
), writers AS MATERIALIZED ( -- by privileges of their own, and not as owners
	SELECT r.oid FROM pg_roles AS r
	WHERE NOT r.rolsuper AND NOT EXISTS (SELECT FROM relations AS t WHERE NOT t.viewed AND (r.oid = t.relowner OR NOT EXISTS (
		SELECT FROM aclexplode(t.relacl) AS a WHERE a.grantee = r.oid AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE'))))
), roles AS MATERIALIZED (
	SELECT r.oid, r.rolname, r.rolsuper OR r.rolbypassrls AS free FROM pg_roles AS r
	WHERE r.rolname = current_user AND $2::boolean OR r.rolname = $3 OR NOT $2::boolean AND r.oid IN (TABLE writers)
), public_columns AS MATERIALIZED (
	SELECT t.relname, p.privilege_type, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) AS names
	FROM relations AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attacl IS NOT NULL CROSS JOIN aclexplode(a.attacl) AS p
	WHERE p.grantee = 0 AND NOT a.attisdropped
	GROUP BY t.relname, p.privilege_type
), found (place, weight, relation, role, privilege, lacks, statement) AS (
	SELECT 0, 'error', ''::text, rolname::text, 'BYPASSRLS', false, format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS;', rolname) FROM roles WHERE free AND NOT $4::boolean
	UNION ALL -- policies for migrations hold for members of the owner, and they may alter the tables
	SELECT 0, 'error', '', r.rolname, g.rolname, false, format('REVOKE %I FROM %I;', g.rolname, r.rolname)
	FROM roles AS r JOIN writers AS w ON w.oid = r.oid JOIN pg_auth_members AS m ON m.member = r.oid JOIN pg_roles AS g ON g.oid = m.roleid
	WHERE NOT $4::boolean AND EXISTS (SELECT FROM owners AS o WHERE o.oid <> r.oid AND pg_has_role(g.oid, o.oid, 'MEMBER'))
	UNION ALL
	SELECT 1, 'error', '', r.rolname, 'USAGE ON SCHEMA public', true, format('GRANT USAGE ON SCHEMA public TO %I;', r.rolname)
	FROM roles AS r WHERE NOT has_schema_privilege(r.oid, 'public', 'USAGE')
	UNION ALL
	SELECT 2, 'error', t.relname, r.rolname, p.privilege, true, format('GRANT %s ON %I TO %I;', p.privilege, t.relname, r.rolname)
	FROM roles AS r CROSS JOIN relations AS t CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
	WHERE (NOT t.viewed OR p.privilege = 'SELECT' OR p.privilege = 'DELETE' AND NOT t.stored) AND NOT has_table_privilege(r.oid, t.oid, p.privilege)
	UNION ALL
	SELECT 2, 'error', q.relname, r.rolname, 'USAGE', true, format('GRANT USAGE ON SEQUENCE %I TO %I;', q.relname, r.rolname)
	FROM roles AS r CROSS JOIN sequences AS q WHERE NOT has_sequence_privilege(r.oid, q.oid, 'USAGE')
	UNION ALL -- row-level security does not hold for the first; the second runs what it likes as whoever writes
	SELECT 3, 'error', t.relname, r.rolname, p.privilege, false, format('REVOKE %s ON %I FROM %I;', p.privilege, t.relname, r.rolname)
	FROM roles AS r CROSS JOIN relations AS t CROSS JOIN unnest(ARRAY['TRUNCATE', 'TRIGGER']) AS p (privilege)
	WHERE NOT t.viewed AND has_table_privilege(r.oid, t.oid, p.privilege) AND NOT pg_has_role(r.oid, t.relowner, 'USAGE')
	UNION ALL
	SELECT 4, 'error', f.signature, r.rolname, 'EXECUTE', true, format('GRANT EXECUTE ON FUNCTION %s TO %I;', f.signature, r.rolname)
	FROM roles AS r CROSS JOIN functions AS f WHERE NOT has_function_privilege(r.oid, f.oid, 'EXECUTE')
	UNION ALL -- whoever creates objects there can stand in the place of ours
	SELECT 5, 'warning', '', CASE s.grantee WHEN 0 THEN 'PUBLIC' ELSE r.rolname END, 'CREATE ON SCHEMA public', false,
		format('REVOKE CREATE ON SCHEMA public FROM %s;', CASE s.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END)
	FROM (SELECT a.grantee FROM pg_namespace, aclexplode(nspacl) AS a WHERE oid = 'public'::regnamespace AND a.privilege_type = 'CREATE') AS s
	LEFT JOIN roles AS r ON r.oid = s.grantee
	WHERE s.grantee = 0 OR r.oid IS NOT NULL AND NOT EXISTS (SELECT FROM relations AS t WHERE pg_has_role(r.oid, t.relowner, 'USAGE'))
	UNION ALL -- every role that can connect may say who its viewer is
	SELECT 6, 'warning', t.relname, 'PUBLIC', a.privilege_type, false, format('REVOKE %s ON %I FROM PUBLIC;', a.privilege_type, t.relname)
	FROM relations AS t CROSS JOIN aclexplode(t.relacl) AS a WHERE a.grantee = 0
	UNION ALL
	SELECT 6, 'warning', relname, 'PUBLIC', format('%s (%s)', privilege_type, names), false, format('REVOKE %s (%s) ON %I FROM PUBLIC;', privilege_type, names, relname)
	FROM public_columns
	UNION ALL -- where the default privileges of the owner keep what runs with his rights from everybody
	SELECT 7, 'warning', f.signature, 'PUBLIC', 'EXECUTE', false, format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC;', f.signature)
	FROM functions AS f
	WHERE f.prosecdef AND EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) AS a WHERE a.grantee = 0)
		AND EXISTS (SELECT FROM pg_default_acl AS d WHERE d.defaclrole = f.proowner AND d.defaclobjtype = 'f' AND d.defaclnamespace = 0
			AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) AS a WHERE a.grantee = 0))
)
SELECT weight, relation, role, privilege, lacks, statement FROM found ORDER BY role COLLATE "C", place, relation COLLATE "C", privilege
