-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Modify "tasks" table
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_deleted_at_range" CHECK ((deleted_at >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (deleted_at <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)) NOT VALID, ADD COLUMN "deleted_at" timestamptz NULL;
