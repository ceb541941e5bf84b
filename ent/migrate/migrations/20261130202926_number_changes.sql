-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Drop trigger "tasks_change_held" of table: "tasks"
DROP TRIGGER "tasks_change_held" ON "tasks";
-- Drop trigger "tasks_deleted" of table: "tasks"
DROP TRIGGER "tasks_deleted" ON "tasks";
-- Takes the lock of the viewer before a statement locks rows of tasks, or two of the viewer's statements could wait for each other
CREATE OR REPLACE FUNCTION "tasks_held"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		RAISE EXCEPTION 'TRUNCATE leaves out the change feed of tasks: use DELETE' USING ERRCODE = 'feature_not_supported';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended(nullif(current_setting('app.user_id', true), ''), 16));
	RETURN NULL;
END
$$;
-- Numbers the changes of tasks
CREATE OR REPLACE FUNCTION "tasks_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW."change_number" := public."change_number"(NEW."user_id");
	RETURN NEW;
END
$$;
-- Keeps the deletions of tasks; a row that is given to another owner, or another id, is deleted where it was
CREATE OR REPLACE FUNCTION "tasks_deleted"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public."change_tombstones" ("user_id", "entity", "number", "id", "version", "expires_at")
	VALUES (OLD."user_id", 'tasks', public."change_number"(OLD."user_id"), OLD."id", OLD."version" + 1, extract(epoch FROM now()) + 2592000)
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END
$$;
CREATE TRIGGER "tasks_change_held" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "tasks" FOR EACH STATEMENT EXECUTE FUNCTION "tasks_held"();
CREATE TRIGGER "tasks_moved" AFTER UPDATE OF "user_id", "id" ON "tasks" FOR EACH ROW WHEN (OLD."user_id" <> NEW."user_id" OR OLD."id" <> NEW."id") EXECUTE FUNCTION "tasks_deleted"();
CREATE TRIGGER "tasks_deleted" AFTER DELETE ON "tasks" FOR EACH ROW EXECUTE FUNCTION "tasks_deleted"();
