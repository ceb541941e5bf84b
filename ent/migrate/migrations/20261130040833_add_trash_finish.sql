-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- Give it the name "task_user_id_completed_created_at_id"
ALTER INDEX "task_user_id_completed_created_at_id_new" RENAME TO "task_user_id_completed_created_at_id";
-- Give it the name "task_user_id_created_at_id"
ALTER INDEX "task_user_id_created_at_id_new" RENAME TO "task_user_id_created_at_id";
-- Give it the name "task_user_id_due_date_id"
ALTER INDEX "task_user_id_due_date_id_new" RENAME TO "task_user_id_due_date_id";
-- Give it the name "task_user_id_title_id"
ALTER INDEX "task_user_id_title_id_new" RENAME TO "task_user_id_title_id";
-- Give it the name "task_user_id_updated_at_id"
ALTER INDEX "task_user_id_updated_at_id_new" RENAME TO "task_user_id_updated_at_id";
