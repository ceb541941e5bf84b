-- atlas:txmode none

-- Create index "tasks_changes" to table: "tasks"
CREATE INDEX CONCURRENTLY "tasks_changes" ON "tasks" ("user_id", "change_number", "id");
