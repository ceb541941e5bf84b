-- atlas:txmode none

-- Create index "task_user_id_completed_created_at_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_completed_created_at_id_new" ON "tasks" ("user_id", "completed", "created_at", "id") INCLUDE ("deleted_at");
-- Drop the "task_user_id_completed_created_at_id" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "task_user_id_completed_created_at_id";
-- Create index "task_user_id_created_at_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_created_at_id_new" ON "tasks" ("user_id", "created_at", "id") INCLUDE ("deleted_at");
-- Drop the "task_user_id_created_at_id" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "task_user_id_created_at_id";
-- Create index "task_user_id_due_date_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_due_date_id_new" ON "tasks" ("user_id", "due_date", "id") INCLUDE ("deleted_at");
-- Drop the "task_user_id_due_date_id" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "task_user_id_due_date_id";
-- Create index "task_user_id_title_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_title_id_new" ON "tasks" ("user_id", "title", "id") INCLUDE ("deleted_at");
-- Drop the "task_user_id_title_id" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "task_user_id_title_id";
-- Create index "task_user_id_updated_at_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_updated_at_id_new" ON "tasks" ("user_id", "updated_at", "id") INCLUDE ("deleted_at");
-- Drop the "task_user_id_updated_at_id" that it replaces
DROP INDEX CONCURRENTLY IF EXISTS "task_user_id_updated_at_id";
-- Create index "task_user_id_deleted_at_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_deleted_at_id" ON "tasks" ("user_id", "deleted_at", "id") WHERE (deleted_at IS NOT NULL);
