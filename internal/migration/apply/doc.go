// Package apply brings the schema of a PostgreSQL database up to date. It applies the
// files of a directory of migrations in order, and goes on where a run before it ended,
// however that ended. The history is the Atlas CLI's, so that either can go on after the
// other.
//
// Start reading at Run. Plan says what it would do, and ReadStatus and CheckSchema say
// where a database stands. folder.go reads the files, migrator.go applies a file as one
// transaction, stepwise.go applies one statement by statement, and recover.go sees to what
// an interrupted run left.
//
// It must not import the review of migrations, the Atlas CLI or generated code: the
// service links it, and it applies the migrations of any schema.
package apply
