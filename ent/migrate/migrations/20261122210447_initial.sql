-- Create "idempotency_keys" table
CREATE TABLE "idempotency_keys" (
  "id" uuid NOT NULL,
  "user_id" character varying(255) NOT NULL,
  "key" character varying(255) NOT NULL,
  "fingerprint" bytea NOT NULL,
  "answer" bytea NULL,
  "locked_until" timestamptz NOT NULL,
  "expires_at" timestamptz NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "idempotency_keys_expires_at_range" CHECK ((expires_at >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (expires_at <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)),
  CONSTRAINT "idempotency_keys_key_length" CHECK ((length((key)::text) >= 1) AND (length((key)::text) <= 255)),
  CONSTRAINT "idempotency_keys_locked_until_range" CHECK ((locked_until >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (locked_until <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)),
  CONSTRAINT "idempotency_keys_user_id_length" CHECK ((length((user_id)::text) >= 1) AND (length((user_id)::text) <= 255))
);
-- Only the owner reaches a row of idempotency_keys
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "idempotency_keys_owner" ON "idempotency_keys" USING ("user_id" = current_setting('app.user_id', true));
CREATE POLICY "idempotency_keys_migrations" ON "idempotency_keys" TO CURRENT_USER USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog');
-- Whose a row of idempotency_keys is, whoever asks
CREATE FUNCTION "idempotency_keys_owner"(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT "user_id" FROM "idempotency_keys" WHERE "id" = $1);
-- The rows of idempotency_keys that anybody may delete
CREATE VIEW "idempotency_keys_expired" WITH (security_barrier) AS SELECT "id", "expires_at" FROM "idempotency_keys" WHERE "expires_at" < now();
-- Create index "idempotencykey_expires_at" to table: "idempotency_keys"
CREATE INDEX "idempotencykey_expires_at" ON "idempotency_keys" ("expires_at");
-- Create index "idempotencykey_user_id_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX "idempotencykey_user_id_key" ON "idempotency_keys" ("user_id", "key");
-- Create "tasks" table
CREATE TABLE "tasks" (
  "id" uuid NOT NULL,
  "user_id" character varying(255) NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "version" bigint NOT NULL DEFAULT 1,
  "title" character varying(255) NOT NULL,
  "description" character varying(10000) NULL,
  "completed" boolean NOT NULL DEFAULT false,
  "priority" character varying NOT NULL DEFAULT 'medium',
  "due_date" timestamptz NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "tasks_created_at_range" CHECK ((created_at >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (created_at <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)),
  CONSTRAINT "tasks_description_length" CHECK ((length((description)::text) >= 0) AND (length((description)::text) <= 10000)),
  CONSTRAINT "tasks_due_date_range" CHECK ((due_date >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (due_date <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)),
  CONSTRAINT "tasks_priority_enum" CHECK ((priority)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[])),
  CONSTRAINT "tasks_title_length" CHECK ((length((title)::text) >= 1) AND (length((title)::text) <= 255)),
  CONSTRAINT "tasks_updated_at_range" CHECK ((updated_at >= '0001-01-01 05:53:28+05:53:28'::timestamp with time zone) AND (updated_at <= '10000-01-01 05:29:59.999999+05:30'::timestamp with time zone)),
  CONSTRAINT "tasks_user_id_length" CHECK ((length((user_id)::text) >= 1) AND (length((user_id)::text) <= 255)),
  CONSTRAINT "tasks_version_positive" CHECK (version >= 1)
);
-- Only the owner reaches a row of tasks
ALTER TABLE "tasks" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY "tasks_owner" ON "tasks" USING ("user_id" = current_setting('app.user_id', true));
CREATE POLICY "tasks_migrations" ON "tasks" TO CURRENT_USER USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog');
-- Whose a row of tasks is, whoever asks
CREATE FUNCTION "tasks_owner"(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT "user_id" FROM "tasks" WHERE "id" = $1);
-- Create index "task_user_id_completed_created_at_id" to table: "tasks"
CREATE INDEX "task_user_id_completed_created_at_id" ON "tasks" ("user_id", "completed", "created_at", "id");
-- Create index "task_user_id_created_at_id" to table: "tasks"
CREATE INDEX "task_user_id_created_at_id" ON "tasks" ("user_id", "created_at", "id");
-- Create index "task_user_id_due_date_id" to table: "tasks"
CREATE INDEX "task_user_id_due_date_id" ON "tasks" ("user_id", "due_date", "id");
-- Create index "task_user_id_title_id" to table: "tasks"
CREATE INDEX "task_user_id_title_id" ON "tasks" ("user_id", "title", "id");
-- Create index "task_user_id_updated_at_id" to table: "tasks"
CREATE INDEX "task_user_id_updated_at_id" ON "tasks" ("user_id", "updated_at", "id");
