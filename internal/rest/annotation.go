// Package rest holds what an Ent schema says about its REST API: annotations
// for the schema and its fields, and rules that bound a field's values.
//
// Schemas import it, and package generate reads what they said. It imports only
// leaves of internal/runtime. Start with Owner and Internal (what is exposed), Field
// (bound a field), Sortable, Filterable, Searchable and Toggle; Handle registers an
// operation that is written by hand.
package rest

import (
	"encoding/json"
	"fmt"
	"time"

	"entgo.io/ent/schema"
)

// Name is the key of Annotation among a node's annotations.
const Name = "EntaskREST"

// Annotation is what a schema or a field says of its API. It is made by the
// functions of this package and merged when several are given.
type Annotation struct {
	// For schemas.
	Internal    bool   `json:"internal,omitempty"` // of an edge too
	Public      bool   `json:"public,omitempty"`
	Owner       string `json:"owner,omitempty"`
	Published   bool   `json:"published,omitempty"`
	Version     string `json:"version,omitempty"`
	Path        string `json:"path,omitempty"`
	DefaultSort string `json:"default_sort,omitempty"`
	Batch       bool   `json:"batch,omitempty"`
	Expires     string `json:"expires,omitempty"`
	UserData    bool   `json:"user_data,omitempty"`
	Trash       string `json:"trash,omitempty"`
	// TrashFor is how long a row stays in the trash.
	TrashFor  time.Duration `json:"trash_for,omitempty"`
	ClientIDs bool          `json:"client_ids,omitempty"`
	Stamps    []Stamped     `json:"stamps,omitempty"`
	// Syncable is how long deletions are kept for the change feed; nil where there is none.
	Syncable *time.Duration `json:"syncable,omitempty"`
	// Operations are those that the resource has; all of them where there are none.
	Operations []Operation `json:"operations,omitempty"`
	Limits     Limits      `json:"limits"`
	Quota      *int        `json:"quota,omitempty"`
	QuotaBytes *ByteQuota  `json:"quota_bytes,omitempty"`
	// Leaks is not said by a schema: the generator has asked the policy what it allows.
	Leaks    []string  `json:"leaks,omitempty"`
	Handlers []Handler `json:"handlers,omitempty"`
	// Deprecations are of a field too.
	Deprecations []Deprecation `json:"deprecations,omitempty"`

	// For edges.
	Cyclic bool `json:"cyclic,omitempty"`

	// For fields.
	ReadOnly   bool           `json:"read_only,omitempty"`
	Hidden     bool           `json:"hidden,omitempty"` // of an edge too
	Sortable   bool           `json:"sortable,omitempty"`
	Searchable bool           `json:"searchable,omitempty"`
	Filters    []Filter       `json:"filters,omitempty"`
	Toggle     string         `json:"toggle,omitempty"`
	Example    any            `json:"example,omitempty"`
	Shape      map[string]any `json:"shape,omitempty"`
	Bounds     Bounds         `json:"bounds"`
	Checked    *Check         `json:"checked,omitempty"`
	// Accepts are other names of the field in bodies.
	Accepts     []string `json:"accepts,omitempty"`
	EmptyIsNull bool     `json:"empty_is_null,omitempty"`
}

// Name implements schema.Annotation.
func (Annotation) Name() string { return Name }

// Merge implements schema.Merger: what other says is added to what a says, and
// replaces it where only one can hold.
func (a Annotation) Merge(other schema.Annotation) schema.Annotation {
	o, ok := other.(Annotation)
	if !ok {
		return a
	}
	a.Internal = a.Internal || o.Internal
	a.Public = a.Public || o.Public
	a.Published = a.Published || o.Published
	a.Batch = a.Batch || o.Batch
	a.Cyclic = a.Cyclic || o.Cyclic
	a.UserData = a.UserData || o.UserData
	a.ClientIDs = a.ClientIDs || o.ClientIDs
	a.Operations = append(a.Operations, o.Operations...)
	a.Handlers = append(a.Handlers, o.Handlers...)
	a.Deprecations = append(a.Deprecations, o.Deprecations...)
	a.Stamps = append(a.Stamps, o.Stamps...)
	a.ReadOnly = a.ReadOnly || o.ReadOnly
	a.Hidden = a.Hidden || o.Hidden
	a.Sortable = a.Sortable || o.Sortable
	a.Searchable = a.Searchable || o.Searchable
	a.Filters = append(a.Filters, o.Filters...)
	a.Accepts = append(a.Accepts, o.Accepts...)
	a.EmptyIsNull = a.EmptyIsNull || o.EmptyIsNull
	a.Bounds.merge(o.Bounds)
	replace(&a.Owner, o.Owner)
	replace(&a.Version, o.Version)
	replace(&a.Path, o.Path)
	replace(&a.DefaultSort, o.DefaultSort)
	replace(&a.Toggle, o.Toggle)
	replace(&a.Expires, o.Expires)
	replace(&a.Trash, o.Trash)
	replace(&a.TrashFor, o.TrashFor)
	replace(&a.Limits, o.Limits)
	replace(&a.Syncable, o.Syncable)
	replace(&a.Quota, o.Quota)
	replace(&a.QuotaBytes, o.QuotaBytes)
	replace(&a.Example, o.Example)
	replace(&a.Checked, o.Checked)
	if o.Shape != nil {
		a.Shape = o.Shape
	}
	return a
}

// Exposed says whether the schema is a REST resource: somebody owns its rows, or
// they are public, and it does not say that it is internal.
func (a Annotation) Exposed() bool { return (a.Owner != "" || a.Public) && !a.Internal }

// Scope is the field by which rows are found first: the owner's, where a viewer finds the
// viewer's own rows alone; "" otherwise.
func (a Annotation) Scope() string {
	if a.Published {
		return ""
	}
	return a.Owner
}

func replace[T comparable](to *T, from T) {
	var unsaid T
	if from != unsaid {
		*to = from
	}
}

// Decode returns the Annotation among annotations as Ent's graph holds them
// (decoded JSON), or a zero one when there is none.
func Decode(annotations map[string]any) (Annotation, error) {
	var a Annotation
	raw, ok := annotations[Name]
	if !ok {
		return a, nil
	}
	b, err := json.Marshal(raw)
	if err != nil {
		return a, fmt.Errorf("encode annotation %s: %w", Name, err)
	}
	if err := json.Unmarshal(b, &a); err != nil {
		return a, fmt.Errorf("decode annotation %s: %w", Name, err)
	}
	return a, nil
}

// AddTo returns annotations with a in place of the Annotation among them.
func (a Annotation) AddTo(annotations map[string]any) map[string]any {
	if annotations == nil {
		annotations = map[string]any{}
	}
	annotations[Name] = a
	return annotations
}

var _ schema.Merger = Annotation{}
