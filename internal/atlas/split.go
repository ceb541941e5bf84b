package main

import (
	"fmt"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
)

const noTransaction = "-- atlas:txmode none\n\n"

// part is one file of a migration.
type part struct {
	name    string
	content []byte
}

// split cuts a migration where statements about an index CONCURRENTLY begin or
// end, without changing their order: those can be in no transaction and in no
// file with others, and the others keep their transaction. The first file keeps
// the name, the next has a version one second later and "_2", and so on.
func split(name string, content []byte) ([]part, error) {
	stmts, err := migrate.NewLocalFile(name, content).StmtDecls()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var parts []part
	was := false // whether the last statement was concurrent
	for i, s := range stmts {
		is := concurrently.MatchString(s.Text)
		if i == 0 || is != was {
			next, err := follower(name, len(parts))
			if err != nil {
				return nil, err
			}
			parts = append(parts, part{name: next})
			if is {
				parts[len(parts)-1].content = []byte(noTransaction)
			}
		}
		was = is
		last := &parts[len(parts)-1]
		last.content = append(last.content, strings.Join(s.Comments, "")+strings.TrimSuffix(s.Text, ";")+";\n"...)
	}
	return parts, nil
}

// follower returns the name of the nth file after one, which is its own for 0.
func follower(name string, n int) (string, error) {
	version, rest, _ := strings.Cut(name, "_")
	const layout = "20060102150405"
	at, err := time.Parse(layout, version)
	if err != nil {
		return "", fmt.Errorf("%s: must begin with a version like %s: %w", name, layout, err)
	}
	if n > 0 {
		rest = fmt.Sprintf("%s_%d.sql", strings.TrimSuffix(rest, ".sql"), n+1)
	}
	return at.Add(time.Duration(n)*time.Second).Format(layout) + "_" + rest, nil
}
