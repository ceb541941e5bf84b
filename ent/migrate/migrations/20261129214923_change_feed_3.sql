-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Create "change_counters" table
CREATE TABLE "change_counters" (
  "user_id" character varying(255) NOT NULL,
  "number" bigint NOT NULL,
  "floor" bigint NOT NULL,
  "began" bigint NOT NULL,
  PRIMARY KEY ("user_id")
);
-- Only the owner reaches a row of change_counters
ALTER TABLE "change_counters" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "change_counters_owner" ON "change_counters" USING ("user_id" = current_setting('app.user_id', true));
CREATE POLICY "change_counters_migrations" ON "change_counters" TO pg_database_owner USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog');
-- The number of a transaction's changes of an owner's rows. The row that counts stays locked, so whoever sees a number sees all lower ones
CREATE OR REPLACE FUNCTION "change_number"(text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found_number bigint;
	began_at bigint;
BEGIN
	IF $1 = current_setting('app.changes_of', true) THEN
		RETURN current_setting('app.change_number', true);
	END IF;
	IF $1 IS DISTINCT FROM current_setting('app.user_id', true) THEN
		SELECT c."number" INTO found_number FROM public."change_counters" AS c WHERE c."user_id" = $1 AND c.xmin = pg_current_xact_id()::xid;
	END IF;
	IF found_number IS NULL THEN
		UPDATE public."change_counters" AS c SET "number" = c."number" + 1 WHERE c."user_id" = $1 RETURNING c."number" INTO found_number;
	END IF;
	IF found_number IS NULL THEN
		began_at := extract(epoch FROM clock_timestamp()) * 1000000;
		INSERT INTO public."change_counters" AS c ("user_id", "number", "floor", "began") VALUES ($1, began_at + 1, began_at, began_at)
		ON CONFLICT ("user_id") DO UPDATE SET "number" = c."number" + 1 RETURNING c."number" INTO found_number;
	END IF;
	PERFORM set_config('app.changes_of', $1, true), set_config('app.change_number', found_number::text, true);
	RETURN found_number;
END
$$;
-- Create "change_tombstones" table
CREATE TABLE "change_tombstones" (
  "user_id" character varying(255) NOT NULL,
  "entity" character varying(63) NOT NULL,
  "number" bigint NOT NULL,
  "id" uuid NOT NULL,
  "version" bigint NULL,
  "expires_at" bigint NOT NULL,
  PRIMARY KEY ("user_id", "entity", "number", "id")
);
-- Only the owner reaches a row of change_tombstones
ALTER TABLE "change_tombstones" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "change_tombstones_owner" ON "change_tombstones" USING ("user_id" = current_setting('app.user_id', true));
CREATE POLICY "change_tombstones_migrations" ON "change_tombstones" TO pg_database_owner USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog');
-- Deletes so many deletions that are kept no longer, once nobody counts on them; not those of who is writing, for whom all others would wait
CREATE OR REPLACE FUNCTION "change_tombstones_purge"(integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	gone bigint := 0;
BEGIN
	IF pg_try_advisory_xact_lock(hashtextextended('purge of change_tombstones', 0)) THEN
		WITH old AS MATERIALIZED (
			SELECT "user_id", "entity", "number", "id" FROM public."change_tombstones" WHERE "expires_at" < extract(epoch FROM now()) ORDER BY "expires_at" LIMIT $1
		), busy AS MATERIALIZED (
			SELECT "user_id" FROM old WHERE "user_id" IN (SELECT "user_id" FROM public."change_counters") EXCEPT
			SELECT "user_id" FROM (SELECT c."user_id" FROM public."change_counters" AS c WHERE c."user_id" IN (SELECT "user_id" FROM old) FOR UPDATE SKIP LOCKED) AS free
		), raised AS (
			UPDATE public."change_counters" AS c SET "floor" = greatest(c."floor", o."most") FROM (SELECT "user_id", max("number") AS "most" FROM old GROUP BY "user_id") AS o WHERE c."user_id" = o."user_id" AND c."user_id" NOT IN (SELECT "user_id" FROM busy)
		), purged AS (
			DELETE FROM public."change_tombstones" AS t USING old AS o WHERE o."user_id" NOT IN (SELECT "user_id" FROM busy) AND (t."user_id", t."entity", t."number", t."id") = (o."user_id", o."entity", o."number", o."id") RETURNING 1
		)
		SELECT count(*) INTO gone FROM purged;
	END IF;
	RETURN gone;
END
$$;
-- Create index "change_tombstones_expires_at" to table: "change_tombstones"
CREATE INDEX "change_tombstones_expires_at" ON "change_tombstones" ("expires_at");
-- Who has rows already has a counter from now on: without one, a cursor could not end when its user is erased
-- review:allow insert-unbatched: it is a row for each user, and who writes first meanwhile gets a counter with the next write
INSERT INTO "change_counters" ("user_id", "number", "floor", "began")
SELECT o."user_id", n."at", n."at", n."at"
FROM (SELECT DISTINCT "user_id" FROM "tasks") AS o, (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS "at") AS n;
-- Numbers the changes of tasks and keeps its deletions. The lock of the viewer comes before those of rows, or two of the viewer's statements could wait for each other
CREATE OR REPLACE FUNCTION "tasks_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_LEVEL = 'STATEMENT' THEN
		IF TG_OP = 'TRUNCATE' THEN
			RAISE EXCEPTION 'TRUNCATE leaves out the change feed of tasks: use DELETE' USING ERRCODE = 'feature_not_supported';
		END IF;
		PERFORM pg_advisory_xact_lock(hashtextextended(nullif(current_setting('app.user_id', true), ''), 16));
		RETURN NULL;
	END IF;
	IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD."user_id" <> NEW."user_id" OR OLD."id" <> NEW."id") THEN
		INSERT INTO public."change_tombstones" ("user_id", "entity", "number", "id", "version", "expires_at")
		VALUES (OLD."user_id", 'tasks', public."change_number"(OLD."user_id"), OLD."id", OLD."version" + 1, extract(epoch FROM now()) + 2592000)
		ON CONFLICT DO NOTHING;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN NULL;
	END IF;
	NEW."change_number" := public."change_number"(NEW."user_id");
	RETURN NEW;
END
$$;
CREATE TRIGGER "tasks_change_held" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "tasks" FOR EACH STATEMENT EXECUTE FUNCTION "tasks_changed"();
CREATE TRIGGER "tasks_changed" BEFORE INSERT OR UPDATE ON "tasks" FOR EACH ROW EXECUTE FUNCTION "tasks_changed"();
CREATE TRIGGER "tasks_deleted" AFTER DELETE ON "tasks" FOR EACH ROW EXECUTE FUNCTION "tasks_changed"();
