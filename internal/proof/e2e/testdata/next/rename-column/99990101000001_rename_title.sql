SET LOCAL lock_timeout = '3s';
ALTER TABLE "tasks" RENAME COLUMN "title" TO "name";
