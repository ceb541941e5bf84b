// Package nothing has no type at all.
package nothing
