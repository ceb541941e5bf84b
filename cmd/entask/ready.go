package main

import (
	"context"
	"errors"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/service/server"
)

// checks are the parts that /readyz reports.
func checks(databaseReady, keysReady, schemaReady func(context.Context) error) []server.Check {
	return []server.Check{
		{Name: "database", Vital: true, Ask: databaseReady, Reason: func(err error) string {
			switch {
			case errors.Is(err, apply.ErrOutdated):
				return "The schema of the database is older than this program"
			case errors.Is(err, database.ErrReadOnly):
				return "The database takes no writes"
			case errors.Is(err, database.ErrUnwalled):
				return "Row-level security does not hold for the service"
			}
			return "The database cannot be reached"
		}},
		{Name: "keys", Ask: keysReady, Reason: func(error) string {
			return "The keys of the auth server cannot be fetched yet"
		}},
		{Name: "schema", Ask: schemaReady, Reason: func(error) string {
			return "The schema of the database is not what the migrations lead to"
		}},
	}
}
