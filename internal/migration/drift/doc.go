// Package drift compares the schema of a PostgreSQL database with the one that the
// migrations lead to, and knows the statement that mends each difference. The history of
// migrations says what was applied; it does not know what was changed by hand since, or
// what a restore left out.
//
// Start reading at Compare. read.go reads a schema as a list of objects, normal.go makes
// the texts of different releases of PostgreSQL alike, weigh.go says what a difference
// breaks, consequence.go says it in words, mend.go writes statements, rename.go is about
// what has another name, moved.go about what is in another schema, enum.go about enums, stored.go
// about sequences, domains, materialized views and extensions, trigger.go about triggers and
// rules, and role.go about the roles.
//
// It must not import generated code: the wanted schema is a file beside the migrations,
// which package atlas writes. It only reads, in one short transaction.
package drift
