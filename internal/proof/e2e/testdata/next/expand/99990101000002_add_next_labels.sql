SET LOCAL lock_timeout = '3s';
CREATE TABLE "next_labels" ("id" uuid NOT NULL, "user_id" character varying(255) NOT NULL, "name" character varying(255) NOT NULL, PRIMARY KEY ("id"));
