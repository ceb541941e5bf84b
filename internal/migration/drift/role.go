package drift

import (
	"context"
	"database/sql"
	_ "embed"
)

//go:embed grants.sql
var readGrants string

// grants lists the privileges that a role which serves lacks, and the one that would let it
// past row-level security.
func grants(ctx context.Context, tx *sql.Tx, want Schema, o Options) (all []Difference, err error) {
	rows, err := tx.QueryContext(ctx, readGrants, want.names(), o.Serving, o.Role)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var on, role, privilege, statement string
		var lacks bool
		if err := rows.Scan(&on, &role, &privilege, &lacks, &statement); err != nil {
			return nil, err
		}
		d := Difference{Object: Object{Kind: grant, On: on, Name: privilege + " to " + role, SQL: privilege}, State: Missing, Weight: Error, Mend: statement}
		if !lacks {
			d.State, d.Is = Additional, privilege
		}
		all = append(all, d)
	}
	return all, rows.Err()
}
