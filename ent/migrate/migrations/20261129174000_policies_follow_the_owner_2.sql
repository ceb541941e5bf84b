-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- The policy follows whoever owns the database, not the role that ran the migration: a
-- backup can be restored under another role.
-- review:allow alter-policy: TestRestoredUnderAnotherRole and TestWall read and write as each role
ALTER POLICY "tasks_migrations" ON "tasks" TO pg_database_owner;
