package drift

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/entask/entask/internal/migration/catalog"
)

// Object is a part of a schema that is there or not, such as a column, its default or a
// policy.
type Object struct {
	Kind string `json:"kind"`
	On   string `json:"on,omitempty"` // the table
	Name string `json:"name,omitempty"`
	SQL  string `json:"sql"` // its definition, as the statement that creates it has it
}

// Schema is the list of objects of the schema public, without the history of migrations.
// Parts of a table come after it.
type Schema []Object

// The kinds of objects that stand alone, but for those of domains.
const (
	extension     = "extension"
	enum          = "enum"
	domain        = "domain"
	domainNotNull = "domain not null"
	domainDefault = "domain default"
	domainCheck   = "domain check"
	sequence      = "sequence"
	function      = "function"
	view          = "view"
	materialized  = "materialized view"
	owner         = "owner"
	grant         = "grant"
)

// The kinds of objects that are parts of a table.
const (
	table       = "table"
	column      = "column"
	notNull     = "not null"
	byDefault   = "default"
	primaryKey  = "primary key"
	unique      = "unique constraint"
	exclusion   = "exclusion constraint"
	check       = "check"
	foreignKey  = "foreign key"
	index       = "index"
	uniqueIndex = "unique index"
	security    = "row-level security"
	forced      = "forced row-level security"
	policy      = "policy"
	trigger     = "trigger"
	rule        = "rule"
	unlogged    = "unlogged storage"
)

// invalid is the definition of an index that a build CONCURRENTLY left unfinished.
const invalid = "INVALID"

// disabled ends the definition of a foreign key that checks nothing, because its triggers do
// not fire.
const disabled = " DISABLED"

//go:embed read.sql
var read string

// Parse reads what Format wrote.
func Parse(file []byte) (s Schema, err error) {
	if err := json.Unmarshal(file, &s); err != nil {
		return nil, fmt.Errorf("read the schema that the migrations lead to: %w", err)
	}
	return s, nil
}

// Format writes a schema as a file with a line for each object.
func (s Schema) Format() []byte {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	for i, o := range s {
		b.WriteString(between(i))
		_ = out.Encode(o) // texts alone cannot fail
		b.Truncate(b.Len() - 1)
	}
	b.WriteString("\n]\n")
	return b.Bytes()
}

func between(i int) string {
	if i == 0 {
		return "[\n"
	}
	return ",\n"
}

// Read reads the whole schema of a database. Package atlas keeps it beside the migrations.
func Read(ctx context.Context, db *sql.DB) (s Schema, err error) {
	err = reading(ctx, db, func(tx *sql.Tx, _ string) error {
		s, err = objects(ctx, tx, nil, "public")
		return err
	})
	return s, err
}

// reading begins a transaction in which PostgreSQL prints everything in the same way,
// whatever the role's settings are. It tells who owns the database.
func reading(ctx context.Context, db *sql.DB, do func(tx *sql.Tx, databaseOwner string) error) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	const settings = `SELECT pg_get_userbyid(datdba), set_config('search_path', 'public', true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true),
	set_config('intervalstyle', 'postgres', true), set_config('quote_all_identifiers', 'off', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true)
FROM pg_database WHERE datname = current_database()`
	var databaseOwner string
	ignored := new(any)
	if err := tx.QueryRowContext(ctx, settings).Scan(&databaseOwner, ignored, ignored, ignored, ignored, ignored, ignored, ignored); err != nil {
		return err
	}
	return do(tx, databaseOwner)
}

// objects reads what has one of the names in a schema, or all for nil.
func objects(ctx context.Context, tx *sql.Tx, names []string, schema string) (s Schema, err error) {
	rows, err := tx.QueryContext(ctx, read, names, catalog.Quote(schema))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var o Object
		if err := rows.Scan(&o.Kind, &o.On, &o.Name, &o.SQL); err != nil {
			return nil, err
		}
		s = append(s, o)
	}
	return s, rows.Err()
}
