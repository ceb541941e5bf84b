{{ define "epoch" }}
INSERT OR IGNORE INTO "change_counters" ("user_id", "number", "floor", "began") VALUES ('', abs(random()) % 9007199254740991, 0, 0)
{{ end }}

{{ define "raise" }}INSERT OR IGNORE INTO "change_counters" ("user_id", "number", "floor", "began") SELECT {{ . }}, "at", "at", "at" FROM (SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) AS "at");
	UPDATE "change_counters" SET "number" = "number" + 1, "seal" = abs(random() / 2) WHERE "user_id" = {{ . }};{{ end }}

{{ define "stamp" }}UPDATE {{ q .Table }} SET "change_number" = (SELECT "number" FROM "change_counters" WHERE "user_id" = NEW.{{ q .Owner }}) WHERE {{ q .Owner }} = NEW.{{ q .Owner }} AND {{ q .ID }} = NEW.{{ q .ID }};{{ end }}

{{ define "keep" }}INSERT OR IGNORE INTO "change_tombstones" ("user_id", "entity", "number", "id", "version", "expires_at")
	SELECT OLD.{{ q .Owner }}, '{{ .Table }}', "number", OLD.{{ q .ID }}, {{ if .Version }}OLD.{{ q .Version }} + 1{{ else }}NULL{{ end }}, unixepoch() + {{ .Keep }} FROM "change_counters" WHERE "user_id" = OLD.{{ q .Owner }};{{ end }}

{{ define "sqlite" }}
CREATE TRIGGER IF NOT EXISTS {{ name .Table "inserted" }} AFTER INSERT ON {{ q .Table }} BEGIN
	{{ template "raise" (print "NEW." (q .Owner)) }}
	{{ template "stamp" . }}
END

CREATE TRIGGER IF NOT EXISTS {{ name .Table "changed" }} AFTER UPDATE OF {{ list .Others }} ON {{ q .Table }} BEGIN
	{{ template "raise" (print "NEW." (q .Owner)) }}
	{{ template "stamp" . }}
END

CREATE TRIGGER IF NOT EXISTS {{ name .Table "moved" }} AFTER UPDATE OF {{ q .Owner }}, {{ q .ID }} ON {{ q .Table }} WHEN OLD.{{ q .Owner }} <> NEW.{{ q .Owner }} OR OLD.{{ q .ID }} <> NEW.{{ q .ID }} BEGIN
	{{ template "raise" (print "OLD." (q .Owner)) }}
	{{ template "keep" . }}
END

CREATE TRIGGER IF NOT EXISTS {{ name .Table "deleted" }} AFTER DELETE ON {{ q .Table }} BEGIN
	{{ template "raise" (print "OLD." (q .Owner)) }}
	{{ template "keep" . }}
END
{{ end }}
