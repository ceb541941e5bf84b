-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Validate "tasks_deleted_at_range" of table: "tasks"
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_deleted_at_range";
