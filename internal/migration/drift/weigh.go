package drift

import (
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
var slower = []string{check, index, byDefault}

// weigh says what a difference breaks in a schema.
func weigh(d Difference, is Schema) Weight {
	switch {
	case d.State == Additional && d.Kind == column && is.needs(d.Object):
		return Error // of every row that the service inserts
	case d.State == Additional && slices.Contains([]string{column, index, byDefault}, d.Kind):
		return Note
	case d.State == Additional && slices.Contains([]string{uniqueIndex, primaryKey, unique, exclusion, check, foreignKey}, d.Kind):
		return Warning
	case slices.Contains(slower, d.Kind):
		return Warning
	case d.Kind == notNull && d.State == Missing:
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

// Worst is the weight of the heaviest of some differences; Note for none.
func Worst(all []Difference) Weight {
	worst := Note
	for _, d := range all {
		if d.Weight == Error {
			return Error
		}
		if d.Weight == Warning {
			worst = Warning
		}
	}
	return worst
}
