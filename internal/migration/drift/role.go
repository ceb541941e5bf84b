package drift

import (
	"context"
	"database/sql"
	_ "embed"
)

//go:embed grants.sql
var readGrants string

// grants lists the privileges that a role which serves lacks, those that let it past row-level
// security, and those that more roles have than need them.
func grants(ctx context.Context, tx *sql.Tx, want Schema, o Options) (all []Difference, err error) {
	rows, err := tx.QueryContext(ctx, readGrants, want.names(), o.Serving, o.Role, o.Unwalled)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var weight Weight
		var on, role, privilege, statement string
		var lacks bool
		if err := rows.Scan(&weight, &on, &role, &privilege, &lacks, &statement); err != nil {
			return nil, err
		}
		d := Difference{Object: Object{Kind: grant, On: on, Name: privilege + " to " + role, SQL: privilege}, State: Missing, Weight: weight, Mend: statement}
		if !lacks {
			d.State, d.Is = Additional, privilege
		}
		all = append(all, d)
	}
	return all, rows.Err()
}
