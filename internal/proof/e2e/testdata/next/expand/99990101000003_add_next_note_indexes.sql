-- atlas:txmode none

CREATE INDEX CONCURRENTLY "task_user_id_next_note_id" ON "tasks" ("user_id", "next_note", "id");
