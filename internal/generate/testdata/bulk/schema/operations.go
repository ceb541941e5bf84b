package schema

import "github.com/entask/entask/internal/rest"

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
