// Package schema is the one place where entities are written by hand: their
// fields, indexes and policies. Everything else about them is generated from it.
//
// Start with an entity. The mixin Owned gives its rows an owner and makes it a resource
// of the API. Most entities also have Timed and Versioned.
package schema
