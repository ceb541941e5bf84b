// Package backup has no code: its test runs the commands of docs/backup.md from top to
// bottom, on a server of its own, and looks at each database that they lead to. Start
// reading at TestPage. What holds for any entity is tested in internal/proof/backup.
package backup
