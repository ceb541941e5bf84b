// Package migration is the group that changes the schema of a database which holds data. It
// has no code of its own.
//
//   - apply brings a database up to date, from the service and from entask migrate
//   - review runs migrations on a throwaway server and reports what they lock, rewrite and
//     break; review/rules judges, review/syntax reads SQL, review/locks observes locks,
//     review/release runs the statements of the previous release, review/undo writes what
//     takes migrations back, and review/reviewtest runs reviews in tests
//   - catalog reads the schema of a database
//   - drift compares a database with the schema that its migrations lead to
//   - rows makes rows in a throwaway database, at the limits of what its tables accept
//   - atlas is a command: it writes new migrations with the Atlas CLI, and proves that all of
//     them lead to the schema
//   - schemadump is a command: it writes ent/migrate/schema.sql. It is here, and not with the
//     generator, because it writes the input of the migrations and imports ent/migrate
//
// Start reading at apply.Run for what runs in production, and at review.Run for what runs
// before a release.
//
// The group stands on internal/database and internal/postgres/cluster. It must not import
// the service, the generator or, apart from schemadump, generated code: apply and review
// take the migrations of any schema. internal/database must not import it.
package migration
