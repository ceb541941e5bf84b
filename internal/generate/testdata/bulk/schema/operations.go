package schema

import (
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
)

// LabelPlace is the reply of placeLabel.
type LabelPlace struct {
	Label rest.Row[Label] `json:"label"`
	Names []string        `json:"names"`
	Place int             `json:"place"`
}

// LabelText is the request of suggestLabels.
type LabelText struct {
	Text  string `json:"text" minLength:"1" maxLength:"1000"`
	Limit int    `query:"limit" minimum:"1" maximum:"10" default:"10"`
}

// Me is the reply of readMe.
type Me struct {
	UserID string `json:"user_id,omitempty"`
}

// Affixes is the request of renameLabel: one of them at least.
type Affixes struct {
	Prefix string `json:"prefix" maxLength:"10" example:"my "`
	Suffix string `json:"suffix,omitempty" maxLength:"10"`
}

// Merge is the request of mergeLabels.
type Merge struct {
	Names []string `json:"names" minItems:"1" maxItems:"3" minLength:"1" maxLength:"40"`
	Dry   bool     `query:"dry" default:"false" doc:"Whether to leave everything as it is."`
}

// Find is the request of findLabels: a parameter of each kind.
type Find struct {
	Order  string      `query:"order,required" enum:"name,-name"`
	Words  []string    `query:"word" maxItems:"3" maxLength:"20" doc:"A part of the name, any of them."`
	IDs    []uuid.UUID `query:"id" maxItems:"5"`
	Since  *time.Time  `query:"since"`
	Least  *int8       `query:"least" minimum:"0"`
	Factor float64     `query:"factor" minimum:"0" maximum:"10" default:"1.5"`
	Exact  bool        `query:"exact"`
}

// Found is the reply of findLabels.
type Found struct {
	Labels  []rest.Row[Label] `json:"labels"`
	First   *rest.Row[Label]  `json:"first"`
	Lengths map[string]int    `json:"lengths"`
	Since   time.Time         `json:"since"`
	Asked   []string          `json:"asked"`
}

// Booking is the request of bookSeat.
type Booking struct {
	Ticket string     `json:"ticket" minLength:"1" maxLength:"20"`
	Until  *time.Time `json:"until"`
}
