package drift_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// referred is the table that a foreign key leads to.
var referred = regexp.MustCompile(`REFERENCES (\w+)`)

// removals are statements that remove an object of a kind.
var removals = map[string]func(drift.Object) string{
	"table":  func(o drift.Object) string { return `DROP TABLE "` + o.On + `" CASCADE` },
	"column": func(o drift.Object) string { return `ALTER TABLE "` + o.On + `" DROP COLUMN "` + o.Name + `" CASCADE` },
	"primary key": func(o drift.Object) string {
		return `ALTER TABLE "` + o.On + `" DROP CONSTRAINT "` + o.Name + `" CASCADE`
	},
	"foreign key": func(o drift.Object) string { return `ALTER TABLE "` + o.On + `" DROP CONSTRAINT "` + o.Name + `"` },
	"check":       func(o drift.Object) string { return `ALTER TABLE "` + o.On + `" DROP CONSTRAINT "` + o.Name + `"` },
	"default":     func(o drift.Object) string { return `ALTER TABLE "` + o.On + `" ALTER "` + o.Name + `" DROP DEFAULT` },
	"policy":      func(o drift.Object) string { return `DROP POLICY "` + o.Name + `" ON "` + o.On + `"` },
	"index":       func(o drift.Object) string { return `DROP INDEX "` + o.Name + `"` },
	"view":        func(o drift.Object) string { return `DROP VIEW "` + o.Name + `"` },
	"function":    func(o drift.Object) string { return `DROP FUNCTION ` + o.Name + ` CASCADE` },
}

// TestApplication removes every object of an application with most kinds of edges, one after
// the other, and mends what is found.
func TestApplication(t *testing.T) {
	url := pgtest.NewDatabase(t)
	s := subject{url: url, db: open(t, pgtest.Direct(url)), conn: pgtest.Connect(t, pgtest.Direct(url))}
	if err := s.db.Create(t.Context(), migrate.Tables, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.want, err = drift.Read(t.Context(), s.db.SQL()); err != nil {
		t.Fatal(err)
	}
	s.service = open(t, pgtest.AsService(t, url))
	removed := map[string]int{}
	for _, o := range s.want {
		remove := removals[o.Kind]
		if remove == nil {
			continue
		}
		removed[o.Kind]++
		s.run(t, remove(o))
		lines, all := s.differences(t, drift.Options{Serving: true})
		if !slices.ContainsFunc(all, func(d drift.Difference) bool { return d.Object == o && d.State == drift.Missing }) {
			t.Fatalf("without %s %s of %s: %q", o.Kind, o.Name, o.On, lines)
		}
		for _, d := range all {
			s.run(t, d.Mend)
		}
		if lines, _ := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
			t.Fatalf("after %q: %q", all[0].Mend, lines)
		}
	}
	s.disableKeys(t)
	for kind := range removals {
		if removed[kind] == 0 {
			t.Errorf("no %s was removed", kind)
		}
	}
}

// disableKeys switches off the foreign keys of a table, as a restore of its rows alone does.
// They are made anew, which proves the rows that came meanwhile.
func (s subject) disableKeys(t *testing.T) {
	i := slices.IndexFunc(s.want, func(o drift.Object) bool { return o.Kind == "foreign key" })
	var want []string
	for _, o := range s.want {
		if o.Kind == "foreign key" && (o.On == s.want[i].On || referred.FindStringSubmatch(o.SQL)[1] == s.want[i].On) {
			want = append(want, "error: foreign key "+o.Name+" of "+o.On+" is disabled")
		}
	}
	s.byHand(t, `ALTER TABLE "`+s.want[i].On+`" DISABLE TRIGGER ALL`, want)
}
