package rows_test

import (
	"fmt"
	"testing"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/rows"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// hard are tables that are hard to fill.
var hard = []struct{ name, schema string }{
	{"every type", `CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN short AS varchar(5) CHECK (VALUE <> ''); CREATE TABLE x (
a smallint, b integer, c bigint, d numeric(10, 2), e real, f double precision, g money, h boolean, i uuid UNIQUE, j bytea, k date,
l timestamp, m timestamptz, n time, o timetz, p interval, q json, r jsonb, s xml, t inet, u cidr, v macaddr, w point, x tsvector,
y int4range, z tstzrange, aa mood, ab short, ac text[], ad mood[], ae varchar(3), af char(2), ag bit(4), ah integer[], ai tsquery, aj name)`},
	{"identity, generated, serial", "CREATE TABLE x (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, s serial, n int NOT NULL, m int GENERATED ALWAYS AS (n * 2) STORED)"},
	{"checks", `CREATE TABLE x (id bigint PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('car', 'bus')), low int NOT NULL, high int NOT NULL, CHECK (low < high),
email text CHECK (email LIKE '%@%.%'), percent numeric CHECK (percent BETWEEN 0 AND 1), at timestamptz CHECK (at < '2001-01-01'), code text CHECK (length(code) = 2), one text, other text, CHECK (num_nonnulls(one, other) = 1))`},
	{"keys", `CREATE TABLE parent (id uuid PRIMARY KEY, tenant varchar(20) NOT NULL, UNIQUE (tenant, id));
CREATE TABLE x (id bigint PRIMARY KEY, parent_id uuid NOT NULL, tenant varchar(20) NOT NULL, boss bigint REFERENCES x (id), UNIQUE (tenant, parent_id), FOREIGN KEY (tenant, parent_id) REFERENCES parent (tenant, id))`},
	{"a circle", `CREATE TABLE x (id bigint PRIMARY KEY, y_id bigint NOT NULL); CREATE TABLE y (id bigint PRIMARY KEY, x_id bigint NOT NULL REFERENCES x (id)); ALTER TABLE x ADD FOREIGN KEY (y_id) REFERENCES y (id)`},
	{"partitions", `CREATE TABLE x (id bigint, at date, region text) PARTITION BY RANGE (at);
CREATE TABLE x1 PARTITION OF x FOR VALUES FROM ('2010-01-01') TO ('2011-01-01'); CREATE TABLE x2 PARTITION OF x FOR VALUES FROM ('2011-01-01') TO ('2012-01-01') PARTITION BY LIST (region); CREATE TABLE x2a PARTITION OF x2 FOR VALUES IN ('eu', 'us')`},
	{"exclusion", `CREATE TABLE x (during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&))`},
	{"row security", `CREATE TABLE x (id bigint PRIMARY KEY); ALTER TABLE x ENABLE ROW LEVEL SECURITY; ALTER TABLE x FORCE ROW LEVEL SECURITY; CREATE POLICY p ON x USING (false)`},
	{"odd names", `CREATE SCHEMA "S s"; CREATE TABLE x (id bigint PRIMARY KEY, "Ü ""x" text CHECK ("Ü ""x" <> ''), "order" int)`},
	{"a trigger that refuses", `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$; CREATE TABLE x (id bigint PRIMARY KEY); CREATE TRIGGER no BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION no()`},
}

// TestFill makes rows in hard tables, and has the server look at every foreign key and
// check again.
func TestFill(t *testing.T) {
	t.Parallel()
	for _, tc := range hard {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			conn := pgtest.Connect(t, pgtest.AsSuperuser(t, pgtest.NewDatabase(t)))
			if _, err := conn.Exec(t.Context(), tc.schema); err != nil {
				t.Fatal(err)
			}
			c, err := catalog.Read(t.Context(), conn)
			if err != nil {
				t.Fatal(err)
			}
			filler := rows.NewFiller(conn, 200, nil)
			if err := filler.Fill(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			want := int64(200)
			if tc.name == "partitions" {
				want = 400
			}
			var got int64
			if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM x").Scan(&got); err != nil || got != want {
				t.Errorf("%d rows were made, %v, want %d", got, err, want)
			}
			if made := filler.Made[c.Find("", "x").OID]; made != want {
				t.Errorf("Made = %d, want %d", made, want)
			}
			if _, err := conn.Exec(t.Context(), again); err != nil {
				t.Error(err)
			}
		})
	}
}

var again = fmt.Sprintf(`DO $$
DECLARE k record;
BEGIN
  FOR k IN SELECT conrelid::regclass AS t, conname, contype, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype IN (%s) AND conrelid <> 0 AND NOT EXISTS (SELECT FROM pg_class WHERE oid = conrelid AND relkind = 'p') LOOP
    EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', k.t, k.conname);
    EXECUTE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', k.t, k.conname, k.def);
  END LOOP;
END $$;
`, "'c', 'f'")
