// Package backup has no code: its tests take backups of a database and restore them, with
// the programs that docs/backup.md tells its reader to use.
//
// Start reading in restored_test.go: a database that another role restores is whole for
// that role, and each user still reaches his own rows alone.
package backup
