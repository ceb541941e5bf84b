SET LOCAL lock_timeout = '3s';
DELETE FROM "tasks";
ALTER TABLE "tasks" ADD COLUMN "next_note" character varying NOT NULL;
