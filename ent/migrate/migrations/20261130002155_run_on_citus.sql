-- Deletes so many deletions that are kept no longer, once nobody counts on them; not those of who is writing, for whom all others would wait
CREATE OR REPLACE FUNCTION "change_tombstones_purge"(integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
	gone bigint := 0;
	deleted bigint;
	old record;
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtextextended('purge of change_tombstones', 0)) THEN
		RETURN 0;
	END IF;
	FOR old IN
		SELECT "user_id", max("number") AS "most", array_agg("entity"::text) AS "entities", array_agg("number") AS "numbers", array_agg("id") AS "ids"
		FROM (SELECT "user_id", "entity", "number", "id" FROM public."change_tombstones" WHERE "expires_at" < extract(epoch FROM now()) ORDER BY "expires_at" LIMIT $1) AS t GROUP BY "user_id"
	LOOP
		PERFORM 1 FROM public."change_counters" AS c WHERE c."user_id" = old."user_id" FOR UPDATE SKIP LOCKED;
		CONTINUE WHEN NOT FOUND AND EXISTS (SELECT FROM public."change_counters" AS c WHERE c."user_id" = old."user_id");
		UPDATE public."change_counters" AS c SET "floor" = greatest(c."floor", old."most") WHERE c."user_id" = old."user_id";
		DELETE FROM public."change_tombstones" AS t WHERE t."user_id" = old."user_id" AND (t."entity", t."number", t."id") IN (SELECT * FROM unnest(old."entities", old."numbers", old."ids"));
		GET DIAGNOSTICS deleted = ROW_COUNT;
		gone := gone + deleted;
	END LOOP;
	RETURN gone;
END
$$;
-- Whose a row of idempotency_keys is, whoever asks
CREATE OR REPLACE FUNCTION "idempotency_keys_owner"(uuid DEFAULT '"idempotency_keys"'::regclass::text::uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE asking text := current_setting('app.user_id', true);
BEGIN
  RETURN (SELECT "user_id" FROM public."idempotency_keys" WHERE "id" = $1 ORDER BY "user_id" = asking DESC NULLS LAST LIMIT 1);
END $$;
-- Delete the rows of idempotency_keys that nobody needs any more: so many at most, before a time
CREATE FUNCTION "idempotency_keys_purge"(timestamp with time zone,integer DEFAULT '"idempotency_keys"'::regclass::text::integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE deleted bigint := 0;
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('purge of idempotency_keys', 0)) THEN
    DELETE FROM public."idempotency_keys" WHERE ("user_id", "id") IN (SELECT "user_id", "id" FROM public."idempotency_keys" WHERE "expires_at" < least($1, now()) ORDER BY "expires_at" LIMIT $2);
    GET DIAGNOSTICS deleted = ROW_COUNT;
  END IF;
  RETURN deleted;
END $$;
-- Whether an owner has no more rows of idempotency_keys than so many
CREATE FUNCTION "idempotency_keys_room"(text,integer,bigint,timestamp with time zone DEFAULT '"idempotency_keys"'::regclass::text::timestamp with time zone) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT count(*) <= $2 AND coalesce(sum(bytes), 0) <= $3 FROM (SELECT length("answer") AS bytes FROM public."idempotency_keys" WHERE "user_id" = $1 AND "expires_at" > $4 LIMIT 10000) AS own);
END $$;
-- Whose a row of tasks is, whoever asks
CREATE OR REPLACE FUNCTION "tasks_owner"(uuid DEFAULT '"tasks"'::regclass::text::uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE asking text := current_setting('app.user_id', true);
BEGIN
  RETURN (SELECT "user_id" FROM public."tasks" WHERE "id" = $1 ORDER BY "user_id" = asking DESC NULLS LAST LIMIT 1);
END $$;
-- Whether an owner has no more rows of tasks than so many
CREATE FUNCTION "tasks_room"(text,integer DEFAULT '"tasks"'::regclass::text::integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM public."tasks" WHERE "user_id" = $1 LIMIT 1 OFFSET $2);
END $$;
-- Where the database has Citus, the rows of an owner are kept together
DO $$ BEGIN IF to_regprocedure('public.entask_spread(jsonb)') IS NOT NULL THEN PERFORM public.entask_spread('{"change_counters":"user_id","change_tombstones":"user_id","idempotency_keys":"user_id","tasks":"user_id"}'); END IF; END $$;
