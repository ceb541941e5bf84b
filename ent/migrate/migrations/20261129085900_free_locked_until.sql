-- Whoever comes after a statement that waits for a lock waits for it too.
SET LOCAL lock_timeout = '3s';
-- Modify "idempotency_keys" table
ALTER TABLE "idempotency_keys" ALTER COLUMN "locked_until" DROP NOT NULL;
