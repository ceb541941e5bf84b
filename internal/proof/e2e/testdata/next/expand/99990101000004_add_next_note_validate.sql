SET LOCAL lock_timeout = '3s';
ALTER TABLE "tasks" VALIDATE CONSTRAINT "tasks_next_note_length";
