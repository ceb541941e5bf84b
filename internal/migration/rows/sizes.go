package rows

import (
	"encoding/json"
	"fmt"
	"io"
)

// Sizes are the rows that production has, by the table's name with its schema.
type Sizes map[string]int64

// SizesQuery returns Sizes as JSON when it is run in production. It reads the counts of
// ANALYZE, which is cheap.
const SizesQuery = `SELECT json_object_agg(n.nspname || '.' || c.relname, greatest(c.reltuples, 0)::bigint)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
	AND n.nspname NOT LIKE 'pg\_temp%' AND n.nspname NOT LIKE 'pg\_toast%';`

// ReadSizes reads the answer to SizesQuery.
func ReadSizes(r io.Reader) (Sizes, error) {
	var s Sizes
	d := json.NewDecoder(r)
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf(`sizes are like {"public.tasks": 12000000}: %w`, err)
	}
	for name, n := range s {
		if n < 0 {
			return nil, fmt.Errorf("sizes: %s has %d rows", name, n)
		}
	}
	return s, nil
}
