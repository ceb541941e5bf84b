-- atlas:txmode none

-- Create index "task_user_id_deleted_at_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_user_id_deleted_at_id" ON "tasks" ("user_id", "deleted_at", "id") WHERE (deleted_at IS NOT NULL);
