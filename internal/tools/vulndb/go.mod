// The database of vulnerabilities of the day in the version, for when the public one
// cannot be reached. Its newest: go get -modfile=internal/tools/vulndb/go.mod golang.org/x/vulndb@master
module github.com/entask/entask/internal/tools/vulndb

go 1.26.8

require golang.org/x/vulndb v0.0.0-20261105234957-e22db6528018
