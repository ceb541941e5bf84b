package drift

import (
	"errors"
	"slices"
	"strings"
)

// Weight says what a difference breaks.
type Weight string

const (
	// Error breaks a wall between users, or an operation.
	Error Weight = "error"
	// Warning makes something slow, or accepts what the schema forbids. The service itself
	// checks its own writes.
	Warning Weight = "warning"
	// Note breaks nothing, such as an additional index.
	Note Weight = "note"
)

// slower are the kinds of objects without which everything works, only slower or with less
// protection against others that write.
var slower = []string{check, index, byDefault, domainCheck, domainDefault}

// weigh says what a difference breaks in a schema.
func weigh(d Difference, is Schema) Weight {
	switch {
	case d.Kind == trigger:
		return weighTrigger(d)
	case d.Kind == enum:
		return weighEnum(d)
	case d.Kind == unlogged:
		return Warning
	case d.Kind == rule && d.State == Additional && !fires(d.SQL):
		return Note
	case d.State == Additional && d.Kind == column && is.needs(d.Object):
		return Error // of every row that the service inserts
	case d.State == Additional && slices.Contains([]string{column, index, byDefault}, d.Kind):
		return Note
	case d.State == Additional && slices.Contains([]string{uniqueIndex, primaryKey, unique, exclusion, check, foreignKey}, d.Kind):
		return Warning
	case slices.Contains(slower, d.Kind):
		return Warning
	case (d.Kind == notNull || d.Kind == domainNotNull) && d.State == Missing:
		return Warning
	case d.Kind == sequence && d.State == Changed:
		return Warning
	}
	return Error
}

// needs says whether every row needs a value for a column.
func (s Schema) needs(o Object) bool {
	have := s.byKey()
	_, required := have[Object{Kind: notNull, On: o.On, Name: o.Name}.key()]
	_, given := have[Object{Kind: byDefault, On: o.On, Name: o.Name}.key()]
	return required && !given && !strings.Contains(o.SQL, " GENERATED ")
}

// Walls returns those differences that no later migration can be the reason of: row-level
// security is off, or not forced, or the role gets past it. A table that is missing has no
// rows to keep from anybody.
func Walls(all []Difference) []Difference {
	gone := map[string]bool{}
	for _, d := range all {
		gone[d.On] = gone[d.On] || d.Kind == table && d.State == Missing
	}
	return slices.DeleteFunc(slices.Clone(all), func(d Difference) bool {
		off := d.State == Missing && (d.Kind == security || d.Kind == forced) && !gone[d.On]
		past := d.State == Additional && d.Kind == grant && d.Weight == Error
		return !off && !past
	})
}

// ErrDrift is returned by Fault.
var ErrDrift = errors.New("the schema of the database is not what its migrations lead to")

// Fault returns ErrDrift if a difference should be mended; notes need not.
func Fault(all []Difference) error {
	for _, d := range all {
		if d.Weight != Note {
			return ErrDrift
		}
	}
	return nil
}
