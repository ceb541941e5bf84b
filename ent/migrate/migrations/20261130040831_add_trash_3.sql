-- The rows of tasks that have been in the trash for long enough
CREATE VIEW "tasks_trash" WITH (security_barrier) AS SELECT "user_id", "id" FROM "tasks" WHERE "deleted_at" < now() - '2592000 seconds'::interval;
