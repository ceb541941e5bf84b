// Package entask is the root of the project; it only says how to generate it.
package entask

//go:generate go run ./internal/entc
//go:generate go run ./internal/schemadump
