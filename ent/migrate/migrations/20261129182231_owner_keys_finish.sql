-- While a statement waits for a lock, later ones queue behind it.
SET LOCAL lock_timeout = '3s';
-- The index becomes the primary key of table: "idempotency_keys"
-- review:allow drop-unique: the server makes ids, and no statement of the previous release names the old key in ON CONFLICT
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_pkey", ADD CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY USING INDEX "idempotency_keys_pkey_new";
