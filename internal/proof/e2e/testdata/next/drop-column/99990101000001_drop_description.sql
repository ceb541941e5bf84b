SET LOCAL lock_timeout = '3s';
ALTER TABLE "tasks" DROP COLUMN "description";
