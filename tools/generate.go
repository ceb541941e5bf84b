// Package tools says how to generate the project. It is called so that it comes after
// what is generated: go generate reads the files of packages in their order, and
// stops at one that it knows of and that was removed meanwhile.
package tools

//go:generate go run -C .. ./internal/entc
//go:generate go run -C .. ./internal/schemadump
