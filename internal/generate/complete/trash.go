package complete

import (
	"strings"

	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// countLiving makes the unique indexes of a schema with a trash count the living alone, but
// those of which the schema says itself what they count.
func countLiving(s *load.Schema, ant rest.Annotation) {
	if ant.Trash == "" {
		return
	}
	key := entsql.IndexAnnotation{}.Name()
	for _, index := range s.Indexes {
		if _, says := index.Annotations[key]; says || !index.Unique {
			continue
		}
		if index.StorageKey == "" {
			index.StorageKey = strings.ToLower(s.Name) + "_" + strings.Join(index.Fields, "_")
		}
		index.StorageKey = plan.Living(index.StorageKey)
		if index.Annotations == nil {
			index.Annotations = map[string]any{}
		}
		index.Annotations[key] = entsql.IndexWhere(ant.Trash + " IS NULL")
	}
}
