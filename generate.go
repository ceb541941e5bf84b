// Package entask is the root of the project; it only says how to generate it.
package entask

//go:generate go run ./internal/generate/entc
//go:generate go run ./internal/migration/schemadump
//go:generate go run ./internal/generate/llms

// They are run by "go generate" in this folder. With "./..." Go would go on to every
// file that there was at first, and fail at one that went with its entity.
