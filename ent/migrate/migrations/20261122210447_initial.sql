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
  CONSTRAINT "idempotency_keys_expires_at_range" CHECK ((expires_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)),
  CONSTRAINT "idempotency_keys_key_length" CHECK ((length((key)::text) >= 1) AND (length((key)::text) <= 255)),
  CONSTRAINT "idempotency_keys_locked_until_range" CHECK ((locked_until >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (locked_until <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)),
  CONSTRAINT "idempotency_keys_user_id_length" CHECK ((length((user_id)::text) >= 1) AND (length((user_id)::text) <= 255))
);
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
  CONSTRAINT "tasks_created_at_range" CHECK ((created_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)),
  CONSTRAINT "tasks_description_length" CHECK ((length((description)::text) >= 0) AND (length((description)::text) <= 10000)),
  CONSTRAINT "tasks_due_date_range" CHECK ((due_date >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (due_date <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)),
  CONSTRAINT "tasks_priority_enum" CHECK ((priority)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying])::text[])),
  CONSTRAINT "tasks_title_length" CHECK ((length((title)::text) >= 1) AND (length((title)::text) <= 255)),
  CONSTRAINT "tasks_updated_at_range" CHECK ((updated_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)),
  CONSTRAINT "tasks_user_id_length" CHECK ((length((user_id)::text) >= 1) AND (length((user_id)::text) <= 255)),
  CONSTRAINT "tasks_version_positive" CHECK (version >= 1)
);
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
