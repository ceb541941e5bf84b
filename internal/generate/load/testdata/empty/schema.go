// Package empty has no schema.
package empty

// Level is none.
type Level string
