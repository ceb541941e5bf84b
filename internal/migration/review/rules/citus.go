package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// owner is the column by which the rows of a table are spread over the servers of Citus.
const owner = "user_id"

// spreads says whether the rows of a table belong to owners, who are part of its key.
func spreads(r *catalog.Relation) bool {
	return r.Secured && slices.ContainsFunc(r.Constraints, func(k catalog.Constraint) bool {
		return k.Kind == "p" && len(k.Columns) > 1 && slices.Contains(k.Columns, owner)
	})
}

// refusedByCitus reports what Citus refuses for a table whose rows it spreads by their owner.
// It does so on every database: whoever has no Citus can still say that there never will be.
func refusedByCitus(j *File) []Finding {
	var all []Finding
	for _, s := range j.Subjects {
		for _, r := range s.After.Sorted(spreads) {
			for _, what := range append(newKeys(s, r), newColumns(s, r)...) {
				all = append(all, finding(s, "citus", Info, "-- where the database may have Citus one day: "+what.instead,
					"Citus refuses this for %s, whose rows it keeps by their owner: %s.", r, what.refused))
			}
		}
		for _, t := range s.Trees {
			if t.CreateTrigStmt == nil {
				continue
			}
			if r := found(s.After, t.CreateTrigStmt.Relation); r != nil && spreads(r) {
				all = append(all, finding(s, "citus", Info, "-- where the database may have Citus one day: let it reach rows of the same owner alone",
					"Citus refuses what this trigger of %s does to rows of another owner, which it may keep elsewhere.", r))
			}
		}
	}
	return all
}

// refusal is what Citus refuses, and what it takes instead.
type refusal struct{ refused, instead string }

// newKeys are the keys and unique indexes of a statement that Citus refuses.
func newKeys(s *Subject, r *catalog.Relation) (all []refusal) {
	for _, i := range s.After.Sorted(func(i *catalog.Relation) bool {
		return i.Table == r.OID && i.Unique && s.Before.Relations[i.OID] == nil
	}) {
		if !strings.Contains(i.Definition, "("+owner) && !strings.Contains(i.Definition, ", "+owner) {
			all = append(all, refusal{"the unique index " + i.Name + " without " + owner, "begin it with " + owner})
		}
	}
	before := s.Before.Relations[r.OID]
	for _, k := range r.Constraints {
		target := s.After.Relations[k.Target]
		if k.Kind != "f" || before != nil && before.Constraint(k.Name) != nil || target == nil || !spreads(target) {
			continue
		}
		switch {
		case !slices.Contains(k.Columns, owner):
			all = append(all, refusal{"the foreign key " + k.Name + " without " + owner, "let both of its ends begin with " + owner})
		case before != nil && strings.Contains(k.Definition, " ON DELETE SET NULL"):
			all = append(all, refusal{"ON DELETE SET NULL in " + k.Name + ", which has " + owner + " in it, unless the table is new", "ON DELETE CASCADE or none"})
		}
	}
	return all
}

// newColumns are the columns of a statement that Citus refuses for a table that it has spread.
func newColumns(s *Subject, r *catalog.Relation) (all []refusal) {
	before := s.Before.Relations[r.OID]
	if before == nil {
		return nil
	}
	for _, c := range r.Columns {
		was := before.Column(c.Name)
		switch {
		case was == nil && (c.Identity != "" || strings.HasPrefix(c.Default, "nextval(")):
			all = append(all, refusal{"the column " + c.Name + " with numbers of a sequence", "a uuid"})
		case was != nil && c.Name == owner && was.Type != c.Type:
			all = append(all, refusal{"another type of " + owner, "keep its type"})
		}
	}
	return all
}
