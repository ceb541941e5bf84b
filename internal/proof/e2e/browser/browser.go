// Package browser has no code: its tests drive the docs page of a running entask dev, and the
// example app, with a real browser. docs.mjs and the folder example are what a person would do
// there.
package browser
