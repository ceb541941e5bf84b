// Package postgres is the group that runs PostgreSQL servers which are thrown away. It has
// no code of its own.
//
//   - cluster starts a server, a standby, a PgBouncer or another program from what is installed
//   - pgtest gives each test a database of its own on a server
//   - pgtest/cmd/withpostgres gives one server to a whole command
//
// Start reading at pgtest.NewDatabase for a test, and at cluster.Start for a tool.
//
// The group must not import internal/database or anything above it: the tests of those
// packages use it. The service links none of it; the command entask links cluster, for the
// review of migrations.
package postgres
