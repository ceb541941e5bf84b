-- atlas:txmode none

-- Build the next primary key of table: "tasks"
CREATE UNIQUE INDEX CONCURRENTLY "tasks_pkey_new" ON "tasks" ("user_id", "id");
-- Build the next primary key of table: "idempotency_keys"
CREATE UNIQUE INDEX CONCURRENTLY "idempotency_keys_pkey_new" ON "idempotency_keys" ("user_id", "id");
-- Create index "idempotencykey_id" to table: "idempotency_keys"
CREATE INDEX CONCURRENTLY "idempotencykey_id" ON "idempotency_keys" ("id");
-- Create index "task_id" to table: "tasks"
CREATE INDEX CONCURRENTLY "task_id" ON "tasks" ("id");
