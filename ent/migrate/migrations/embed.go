// Package migrations carries the reviewed steps that lead from an empty
// PostgreSQL to the schema that ent/schema describes. A file that has been
// released is never edited: the next one corrects it. `make migration` writes
// them; package internal/migration/apply applies them.
package migrations

import "embed"

// FS holds the files and their sums.
//
//go:embed *.sql atlas.sum
var FS embed.FS

// Catalog is the schema that they lead to: what package internal/migration/drift compares
// a database with. `make migration` and `make migration-hash` write it.
//
//go:embed catalog.json
var Catalog []byte
