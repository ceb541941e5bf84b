-- Whose a row of idempotency_keys is, whoever asks
CREATE OR REPLACE FUNCTION "idempotency_keys_owner"(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT "user_id" FROM "idempotency_keys" WHERE "id" = $1 ORDER BY "user_id" = current_setting('app.user_id', true) DESC NULLS LAST LIMIT 1);
-- Whose a row of tasks is, whoever asks
CREATE OR REPLACE FUNCTION "tasks_owner"(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT "user_id" FROM "tasks" WHERE "id" = $1 ORDER BY "user_id" = current_setting('app.user_id', true) DESC NULLS LAST LIMIT 1);
