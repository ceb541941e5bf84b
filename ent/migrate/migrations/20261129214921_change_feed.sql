-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Modify "tasks" table
ALTER TABLE "tasks" ADD COLUMN "change_number" bigint NOT NULL DEFAULT 0;
