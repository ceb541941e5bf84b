package complete

import (
	"encoding/json"
	"fmt"
	"slices"
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
	for _, index := range s.Indexes {
		if _, says := index.Annotations[indexKey]; says || !index.Unique {
			continue
		}
		if index.StorageKey == "" {
			index.StorageKey = strings.ToLower(s.Name) + "_" + strings.Join(index.Fields, "_")
		}
		index.StorageKey = plan.Living(index.StorageKey)
		annotate(index, entsql.IndexWhere(ant.Trash+" IS NULL"))
	}
}

// coverTrash adds to each index of a list the field that says whether a row is in the trash.
// Every list asks for that, and with it PostgreSQL still counts rows, and passes over those of an
// offset, without reading them. SQLite has no such columns.
func coverTrash(s *load.Schema) error {
	ant, err := rest.Decode(s.Annotations)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	if ant.Trash == "" || !ant.Exposed() || !ant.Does(rest.List) {
		return nil
	}
	for _, index := range s.Indexes {
		var says entsql.IndexAnnotation
		if raw, err := json.Marshal(index.Annotations[indexKey]); err != nil {
			return fmt.Errorf("%s: encode what an index says: %w", s.Name, err)
		} else if err := json.Unmarshal(raw, &says); err != nil {
			return fmt.Errorf("%s: decode what an index says: %w", s.Name, err)
		}
		partial, sorted := says.Where != "", says.Type == "" && len(says.Types) == 0
		if index.Unique || partial || !sorted || len(index.Fields) < 2 ||
			slices.Contains(index.Fields, ant.Trash) || slices.Contains(says.IncludeColumns, ant.Trash) {
			continue
		}
		says.IncludeColumns = append(says.IncludeColumns, ant.Trash)
		annotate(index, &says)
	}
	return nil
}

// indexKey is the name under which an index has its annotation.
var indexKey = entsql.IndexAnnotation{}.Name()

func annotate(index *load.Index, says *entsql.IndexAnnotation) {
	if index.Annotations == nil {
		index.Annotations = map[string]any{}
	}
	index.Annotations[indexKey] = says
}
