SET LOCAL lock_timeout = '3s';
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_next_note_length" CHECK (length(next_note) <= 100) NOT VALID, ADD COLUMN "next_note" character varying NULL;
