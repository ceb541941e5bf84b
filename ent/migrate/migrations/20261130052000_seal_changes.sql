-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Modify "change_counters" table
ALTER TABLE "change_counters" ADD COLUMN "seal" bigint NULL;
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
$$;
