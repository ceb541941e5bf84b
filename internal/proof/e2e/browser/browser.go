// Package browser has no code: its test drives the docs page of a running entask
// dev with a real browser. docs.mjs is what a person would do there.
package browser
