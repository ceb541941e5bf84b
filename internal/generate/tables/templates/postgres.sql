{{ define "change_counters" }}
-- The number of a transaction's changes of an owner's rows. The row that counts stays locked, so whoever sees a number sees all lower ones. The seal is drawn anew with each number, so none comes again, not even after a restore
CREATE OR REPLACE FUNCTION "change_number"(text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	found_number bigint;
	began_at bigint;
	drawn bigint := random() * 9007199254740991;
BEGIN
	IF $1 = current_setting('app.changes_of', true) THEN
		RETURN current_setting('app.change_number', true);
	END IF;
	IF $1 IS DISTINCT FROM current_setting('app.user_id', true) THEN
		SELECT c."number" INTO found_number FROM public."change_counters" AS c WHERE c."user_id" = $1 AND c.xmin = pg_current_xact_id()::xid;
	END IF;
	IF found_number IS NULL THEN
		UPDATE public."change_counters" AS c SET "number" = c."number" + 1, "seal" = drawn WHERE c."user_id" = $1 RETURNING c."number" INTO found_number;
	END IF;
	IF found_number IS NULL THEN
		began_at := extract(epoch FROM clock_timestamp()) * 1000000;
		INSERT INTO public."change_counters" AS c ("user_id", "number", "floor", "began", "seal") VALUES ($1, began_at + 1, began_at, began_at, drawn)
		ON CONFLICT ("user_id") DO UPDATE SET "number" = c."number" + 1, "seal" = drawn RETURNING c."number" INTO found_number;
	END IF;
	PERFORM set_config('app.changes_of', $1, true), set_config('app.change_number', found_number::text, true);
	RETURN found_number;
END
$$

-- Which of these owners' counters are not as they are known, and how they are; 0 stands for none. It looks up each of them, and reads no others
CREATE OR REPLACE FUNCTION "change_counters_moved"(jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	RETURN (SELECT jsonb_object_agg(k.key, coalesce(c."number", 0)) FROM jsonb_each_text($1) AS k LEFT JOIN public."change_counters" AS c ON c."user_id" = k.key WHERE coalesce(c."number", 0) <> k.value::bigint);
END
$$
{{ end }}

{{ define "change_tombstones" }}
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
$$
{{ end }}

{{ define "followed" }}
-- Numbers the changes of {{ .Table }} and keeps its deletions. The lock of the viewer comes before those of rows, or two of the viewer's statements could wait for each other
CREATE OR REPLACE FUNCTION {{ name .Table "changed" }}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_LEVEL = 'STATEMENT' THEN
		IF TG_OP = 'TRUNCATE' THEN
			RAISE EXCEPTION 'TRUNCATE leaves out the change feed of {{ .Table }}: use DELETE' USING ERRCODE = 'feature_not_supported';
		END IF;
		PERFORM pg_advisory_xact_lock(hashtextextended(nullif(current_setting('app.user_id', true), ''), 16));
		RETURN NULL;
	END IF;
	IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (OLD.{{ q .Owner }} <> NEW.{{ q .Owner }} OR OLD.{{ q .ID }} <> NEW.{{ q .ID }}) THEN
		INSERT INTO public."change_tombstones" ("user_id", "entity", "number", "id", "version", "expires_at")
		VALUES (OLD.{{ q .Owner }}, '{{ .Table }}', public."change_number"(OLD.{{ q .Owner }}), OLD.{{ q .ID }}, {{ if .Version }}OLD.{{ q .Version }} + 1{{ else }}NULL{{ end }}, extract(epoch FROM now()) + {{ .Keep }})
		ON CONFLICT DO NOTHING;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN NULL;
	END IF;
	NEW."change_number" := public."change_number"(NEW.{{ q .Owner }});
	RETURN NEW;
END
$$

CREATE TRIGGER {{ name .Table "change_held" }} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {{ q .Table }} FOR EACH STATEMENT EXECUTE FUNCTION {{ name .Table "changed" }}()

CREATE TRIGGER {{ name .Table "changed" }} BEFORE INSERT OR UPDATE ON {{ q .Table }} FOR EACH ROW EXECUTE FUNCTION {{ name .Table "changed" }}()

CREATE TRIGGER {{ name .Table "deleted" }} AFTER DELETE ON {{ q .Table }} FOR EACH ROW EXECUTE FUNCTION {{ name .Table "changed" }}()
{{ end }}

{{ define "held" }}
-- A deletion from {{ .Table }} changes rows that have a change feed, and takes the lock of the viewer as their changes do
CREATE OR REPLACE FUNCTION {{ name .Table "held" }}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended(nullif(current_setting('app.user_id', true), ''), 16));
	RETURN NULL;
END
$$

CREATE TRIGGER {{ name .Table "change_held" }} BEFORE DELETE ON {{ q .Table }} FOR EACH STATEMENT EXECUTE FUNCTION {{ name .Table "held" }}()
{{ end }}
